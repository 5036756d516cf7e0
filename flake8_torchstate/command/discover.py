"""Which files the command looks at: the named ones, and what is in the named folders and is neither excluded nor
ignored.

flake8's own functions do the matching.  Its walk isn't used, since it passes unreadable folders by without a word and
doesn't know `.gitignore`.  git isn't asked what it ignores: the repository's configuration can make it run a program.
"""
from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from flake8 import utils

from flake8_torchstate.command.ignored import Folder, folder_at
from flake8_torchstate.command.reading import Broken
from flake8_torchstate.report.escapes import shown

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """Why something could not be checked; `line` and `column` (1-based) where it has a place."""

    path: str
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = "" if self.line is None else f":{self.line}:{self.column or 1}"
        return shown(f"{self.path}{place}: error: {self.message}")


UNREADABLE = (OSError, SyntaxError, ValueError, RecursionError, MemoryError)


def unreadable(path: str, error: Exception) -> Problem:
    """The problem with a file that can't be read, or can't be parsed by Python."""
    if isinstance(error, OSError):
        return Problem(path, f"can't be read: {error.strerror or error}")
    if isinstance(error, SyntaxError):
        return Problem(path, f"not valid Python: {error.msg}", error.lineno or 1, error.offset or 1)
    if isinstance(error, Broken):
        return Problem(path, str(error))
    if isinstance(error, ValueError):  # a NUL byte, in some versions of Python
        return Problem(path, f"not valid Python: {error}")
    return Problem(path, "its code is nested too deeply for Python's own parser")


@dataclass
class Found:
    """The files to check, each once, in order, and what could not be looked at."""

    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


INSTALLED = frozenset({".venv", "venv", ".tox", ".nox", "node_modules", "site-packages"})
BUILT = frozenset({"build", "dist"})
"""Folders that a walk leaves out by their names: others' code; what is made, where git doesn't say what that is."""


@dataclass(frozen=True)
class Wanted:
    """What is left out and what is let in: flake8's patterns, the name of stdin, whether ignore files count, and
    whether folders are left out by their usual names.
    """

    exclude: Sequence[str] = ()
    names: Sequence[str] = ("*.py",)
    stdin_name: str = "stdin"
    gitignore: bool = True
    usual: bool = True

    def passes(self, name: str, in_repository: bool) -> bool:
        """Whether a walk passes a folder of this name by."""
        return self.usual and (name in INSTALLED or (name in BUILT and not in_repository))

    def excludes(self, path: str) -> bool:
        """Whether a pattern excludes a path."""
        if path == "-":
            if self.stdin_name == "stdin":
                return False
            path = self.stdin_name
        return bool(
            utils.matches_filename(
                path, patterns=self.exclude, log_message='"%(path)s" has %(whether)sbeen excluded', logger=LOG
            )
        )


def find_files(paths: Sequence[str], wanted: Wanted) -> Found:
    """The files behind the given paths (none: the current folder).

    A named file is taken whatever its name is and whether or not git ignores it, unless it's excluded.
    """
    found = Found()
    seen: set[str] = set()
    for path in paths or ["."]:
        if wanted.excludes(path):
            continue
        for file in within(path, wanted, found.problems) if os.path.isdir(path) else [path]:
            key = os.path.abspath(file)
            if key not in seen:
                seen.add(key)
                found.files.append(file)
    return found


def within(folder: str, wanted: Wanted, problems: list[Problem]) -> Iterator[str]:
    """The files in a folder, in order; folders that can't be read are noted."""
    everywhere = Folder(folder, None)  # nothing is ignored
    waiting = {folder: folder_at(folder) if wanted.gitignore else everywhere}
    for root, folders, files in os.walk(folder, onerror=noting(problems)):
        here = waiting.pop(root, everywhere)
        folders[:] = sorted(name for name in folders if not (
            wanted.excludes(os.path.join(root, name)) or here.ignores(name, is_folder=True)
            or wanted.passes(name, here.names is not None)))
        if wanted.gitignore:
            waiting |= {os.path.join(root, name): here.below(name) for name in folders}
        for name in sorted(files):
            path = os.path.join(root, name)
            if not utils.fnmatch(path, wanted.names) or wanted.excludes(path) or here.ignores(name, is_folder=False):
                continue
            yield path


def noting(problems: list[Problem]) -> Callable[[OSError], None]:
    """What os.walk is to do with a folder that it can't list."""
    def note(error: OSError) -> None:
        problems.append(Problem(str(error.filename), f"this folder can't be read: {error.strerror or error}"))
    return note
