"""The options that hold for the files below a folder: what flake8's config files there say, and what the editor says.

They are read again where one of these files has changed.
"""
from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flake8_torchstate.code.disk import stamp_of
from flake8_torchstate.command.check import Examiner, Task
from flake8_torchstate.command.pyproject import PYPROJECT
from flake8_torchstate.command.settings import CONFIG_FILES, Settings, Usage, read_settings
from flake8_torchstate.editor.core import Core
from flake8_torchstate.rules import RULES

MOST_KEPT = 8
FOLDER = threading.Lock()
# flake8's options that an editor's settings can hold, by their names there
PASSED = {"ignore": "--ignore", "extendIgnore": "--extend-ignore", "perFileIgnores": "--per-file-ignores"}
SELECTING = {"select": "--select", "extendSelect": "--extend-select"}
# this plugin's own
OWN = {
    "moduleBases": "--torchstate-module-bases",
    "tensorFunctions": "--torchstate-tensor-functions",
    "initMethods": "--torchstate-init-methods",
    "roots": "--torchstate-roots",
    "bufferStyle": "--torchstate-buffer-style",
    "persistent": "--persistent",
}
ONE_TEXT = ("config", "bufferStyle", "persistent")


class Options:
    """What holds below one folder."""

    def __init__(self, settings: Settings, core: Core) -> None:
        self.settings = settings
        self.core = core
        self.examiner = Examiner(Task(settings.options, settings.config))


class Reader:
    """Reads options, and keeps what was read, with the open documents that go with it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[str, ...]], tuple[list[tuple[int, int]], Options]] = {}

    def options(self, folder: str, arguments: Sequence[str]) -> Options:
        """The options below a folder.  Raises Usage, and SystemExit where argparse has said on stderr what is wrong."""
        key = folder, tuple(arguments)
        stamps = [stamp_of(file) for file in config_files(folder, arguments)]
        known = self._kept.pop(key, None)
        if known is None or known[0] != stamps:
            with within_folder(folder):
                settings = read_settings(arguments)
                options = Options(settings, self._core(settings))
            known = stamps, options
        self._kept[key] = known
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return known[1]

    def _core(self, settings: Settings) -> Core:
        """The documents of the same options in other folders, or new ones."""
        cores = (options.core for _, options in self._kept.values())
        made = Core(settings.config)
        return next((core for core in cores if core.config == made.config), made)

    def cores(self) -> list[Core]:
        """All documents that are kept, by their options."""
        return list(dict.fromkeys(options.core for _, options in self._kept.values()))


def config_files(folder: str, arguments: Sequence[str]) -> Iterator[str]:
    """The files that options may be read from: in a folder and above it, and a named one."""
    yield from (argument.partition("=")[2] for argument in arguments if argument.startswith("--config="))
    while True:
        yield from (os.path.join(folder, name) for name in (*CONFIG_FILES, PYPROJECT))
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


@contextlib.contextmanager
def within_folder(folder: str) -> Iterator[None]:
    """Be in a folder, if there is one: patterns and folders of the options mean those of the current folder."""
    with FOLDER:
        before: str | None = None
        with contextlib.suppress(OSError):  # one of the two is gone, or can't be entered
            before = os.getcwd()
        with contextlib.suppress(OSError):
            os.chdir(folder)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                os.chdir(before or "")


# --- an editor's settings as a command line


def arguments(settings: Mapping[str, Any]) -> list[str]:
    """The command line for what an editor's settings say of flake8.  Raises Usage for one that says nothing to it."""
    found = [f"{flag}={','.join(texts(settings, name))}" for name, flag in PASSED.items() if settings.get(name)]
    config = text(settings, "config")
    if config:
        found.append(f"--config={os.path.abspath(os.path.expanduser(os.path.expandvars(config)))}")
    for name, flag in SELECTING.items():
        ours = [code for code in texts(settings, name) if any(rule.code.startswith(code) for rule in RULES)]
        if ours:
            found.append(f"{flag}={','.join(ours)}")
        elif name == "select" and settings.get(name):
            found.append("--extend-ignore=TSM")  # flake8 runs there with others' codes alone
    return found


def own_arguments(settings: Mapping[str, Any]) -> list[str]:
    """The same, and what the settings say of this plugin's own options.  Raises Usage."""
    given = [(name, flag) for name, flag in OWN.items() if settings.get(name)]
    values = {name: text(settings, name) if name in ONE_TEXT else ",".join(texts(settings, name)) for name, _ in given}
    return [*arguments(settings), *(f"{flag}={values[name]}" for name, flag in given)]


def text(settings: Mapping[str, Any], name: str) -> str:
    """A setting that is a text.  Raises Usage where it is something else."""
    found = settings.get(name) or ""
    if not isinstance(found, str):
        raise Usage(f"the editor's setting {name} isn't a text")
    return found


def texts(settings: Mapping[str, Any], name: str) -> list[str]:
    """A setting that is a list of texts.  Raises Usage where it is something else."""
    found = settings.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise Usage(f"the editor's setting {name} isn't a list of texts")
    return found
