"""What the command was asked to do: flake8's options and config files, read with this plugin alone.

flake8's own option manager, config reader and reporters do the work, so that `[flake8]` in setup.cfg, tox.ini and
.flake8 means here what it means to flake8.  Other plugins aren't loaded; their options in a config file are passed by.
"""
from __future__ import annotations

import argparse
import configparser
import difflib
import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint
from typing import Any

import flake8
from flake8.exceptions import ExecutionError
from flake8.formatting.default import COLORS_OFF
from flake8.main import options as flake8_options
from flake8.options import aggregator, config, manager
from flake8.plugins import finder

from flake8_torchstate.code.files import read_regular
from flake8_torchstate.config import PERSISTENT, Config, UnknownValue, config_from
from flake8_torchstate.command.discover import Wanted
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.rules import RULES
from flake8_torchstate.version import VERSION

PROGRAM = "flake8-torchstate"
CHECK_USAGE = "%(prog)s [check] [options] [PATH ...]   (- for stdin)"
SHOW_USAGE = "%(prog)s show [options] PATH[:CLASS] ..."
COMMANDS = """\
commands:
  check [PATH ...]         check files and folders (the default; no PATH: the current folder)
  explain [CODE ...]       print a rule's page, or the list of rules
  show PATH[:CLASS] ...    print what a module holds: its parameters, buffers, submodules and plain tensors
  server                   be a language server for an editor, on stdin and stdout

exit status: 0 nothing found, 1 findings, 2 bad usage or something that could not be checked
"""
CONFIG_FILES = ("setup.cfg", "tox.ini", ".flake8")
# options of flake8 that say nothing to this command, and those that say nothing to `show`
WITHOUT_EFFECT = frozenset(
    "--hang-closing --max-line-length --max-doc-length --indent-size --bug-report --benchmark".split()
)
ONLY_CHECK = frozenset(
    "-q -j --count --filename --stdin-display-name --format --ignore --extend-ignore --per-file-ignores --select "
    "--extend-select --disable-noqa --show-source --no-show-source --statistics --exit-zero --tee --fix --unsafe-fixes "
    "--persistent --diff".split()
)
SELECTING = (("select", "--select"), ("extend_select", "--extend-select"))
UNCHECKED = "exit with 0 even when there are findings; what can't be checked is still 2"


class Usage(Exception):
    """The command can't be run as it was asked to; the text says why in one line."""


@dataclass(frozen=True)
class Settings:
    """The options as flake8 has them, the plugin's own, and flake8's reporters by name."""

    options: argparse.Namespace
    config: Config
    reporters: dict[str, Any]

    @property
    def wanted(self) -> Wanted:
        """What is left out and let in when folders are walked."""
        exclude = (*self.options.exclude, *self.options.extend_exclude)
        return Wanted(exclude, self.options.filename, self.options.stdin_display_name, self.options.gitignore)


class Quiet:
    """An option manager that declares options and keeps those without meaning out of the help."""

    def __init__(self, inner: Any, hidden: frozenset[str]) -> None:
        self.inner = inner
        self.hidden = hidden
        self.formatter_names = inner.formatter_names

    def add_option(self, *names: str, **more: Any) -> None:
        """Declare one option."""
        if self.hidden.intersection(names):
            more["help"] = argparse.SUPPRESS
        if "--exit-zero" in names and "--exit-zero" not in self.hidden:
            more["help"] = UNCHECKED
        self.inner.add_option(*names, **more)


def read_settings(arguments: Sequence[str], show: bool = False) -> Settings:
    """Read the command line and the config files.

    Raises Usage; argparse itself ends the process with status 2, or 0 after `--help` and `--version`.
    """
    try:
        return _read_settings(arguments, show)
    except (ExecutionError, UnknownValue, configparser.Error, ValueError, OSError) as error:
        raise Usage(" ".join(str(error).split())) from error


def _read_settings(arguments: Sequence[str], show: bool) -> Settings:
    first = flake8_options.stage1_arg_parser()
    first.prog = PROGRAM
    first.error = functools.partial(refuse, first.error)
    early, rest = first.parse_known_args(arguments)
    if early.output_file:
        rest = [*rest, "--output-file", early.output_file]
    flake8.configure_logging(early.verbose, early.output_file)
    if early.config is None and not early.isolated:
        check_configs(os.getcwd())
    found, folder = config.load_config(config=early.config, extra=early.append_config, isolated=early.isolated)
    plugins = this_plugin_alone(found)
    parser = parser_for(first, plugins, show)
    given = parser.parse_args(rest)
    options = aggregator.aggregate_options(parser, found, folder, rest)
    options.verbose = early.verbose
    check_codes(given)
    for name, _ in SELECTING:
        # codes of other plugins in a config file must not silence this command
        if getattr(options, name) is not None and not any(is_ours(code) for code in getattr(options, name)):
            setattr(options, name, None)
    if options.format not in plugins.reporters and "%(" not in options.format:
        if given.format == options.format:
            known = ", ".join(sorted(plugins.reporters))
            raise Usage(f"--format: {given.format!r} is neither a format string nor one of {known}")
        options.format = "default"  # a reporter that isn't installed here
    check_format(options.format)
    check_combination(options)
    return Settings(
        options, replace(config_from(options), fixes=True, persistent=options.persistent), plugins.reporters
    )


def refuse(inner: Callable[[str], None], message: str) -> None:
    """argparse's own end with an error: a name of a file may have been taken for an option."""
    inner(shown(message))


def check_configs(folder: str) -> None:
    """Look at the files in which flake8 will look for its configuration, from a folder up to the first one that has it.

    Raises OSError for one that isn't a regular file, which flake8 might wait for without end.
    """
    for name in CONFIG_FILES:
        path = os.path.join(folder, name)
        if os.path.exists(path) and not os.path.isdir(path):
            found = configparser.RawConfigParser()
            try:
                found.read_string(read_regular(path).decode())
            except (PermissionError, UnicodeDecodeError, configparser.ParsingError):
                continue  # so does flake8
            if {"flake8", "flake8:local-plugins"} & set(found.sections()):
                return
    above = os.path.dirname(folder)
    if above != folder:
        check_configs(above)


def this_plugin_alone(found: configparser.RawConfigParser) -> Any:
    """flake8's plugins as if this one were the only one, with the reporters that are installed."""
    entry = EntryPoint("TSM", "flake8_torchstate.plugin:TorchStatePlugin", "flake8.extension")
    this = finder.LoadedPlugin(finder.Plugin(PROGRAM, VERSION, entry), TorchStatePlugin, {"tree": True})
    blank = finder.PluginOptions.blank()
    reporters = [plugin for plugin in finder.find_plugins(found, blank)
                 if plugin.entry_point.group == "flake8.report" and plugin.package != "local"]
    loaded = finder.load_plugins(reporters, blank).reporters
    return finder.Plugins(finder.Checkers([this], [], []), loaded, [])


def parser_for(first: argparse.ArgumentParser, plugins: Any, show: bool) -> Any:
    """flake8's option manager with the options of flake8, of the plugin, and of the command."""
    parser = manager.OptionManager(version=f"{PROGRAM} {VERSION}", plugin_versions=f"flake8 {flake8.__version__}",
                                   parents=[first], formatter_names=list(plugins.reporters))
    parser.parser.prog = PROGRAM
    parser.parser.error = functools.partial(refuse, parser.parser.error)
    parser.parser.usage = SHOW_USAGE if show else CHECK_USAGE
    parser.parser.epilog = None if show else COMMANDS
    parser.parser.formatter_class = argparse.RawDescriptionHelpFormatter
    quiet = Quiet(parser, WITHOUT_EFFECT | ONLY_CHECK if show else WITHOUT_EFFECT)
    flake8_options.register_default_options(quiet)
    parser.register_plugins(plugins)
    quiet.add_option("--output-format", choices=("text", "json"), default="text", help="text (the default) or json")
    quiet.add_option("--fix", action="store_true", help="write the safe fixes; stdin is written to stdout")
    quiet.add_option("--unsafe-fixes", action="store_true",
                     help="with --fix or --diff: also those that change the keys of state_dict() or what is "
                     "trained, or that round numbers")
    quiet.add_option(
        "--persistent",
        choices=PERSISTENT,
        default=PERSISTENT[0],
        help="which buffers that TSM101's fix registers are saved by state_dict(): statistics (the default: those that "
        "its message says, which --unsafe-fixes writes), never, always (the same for all)",
    )
    quiet.add_option("--diff", action="store_true", help="print what --fix would change, and write nothing")
    quiet.add_option("--no-respect-gitignore", dest="gitignore", action="store_false", default=True,
                     help="also look at what git ignores")
    return parser


def is_ours(code: str) -> bool:
    """Whether a code, or beginning of one, names a rule of this plugin."""
    return any(rule.code.startswith(code) for rule in RULES)


def check_codes(given: argparse.Namespace) -> None:
    """Refuse codes on the command line that no rule has.  Raises Usage."""
    for name, flag in SELECTING:
        for code in getattr(given, name) or ():
            if not is_ours(code):
                raise Usage(f"{flag}: no rule has the code {code}{near(code)}")


def check_format(form: str) -> None:
    """Refuse a format string with what a finding doesn't have.  Raises Usage."""
    if "%(" in form:
        try:
            form % {"path": "", "row": 1, "col": 1, "code": "", "text": "", **COLORS_OFF}
        except (KeyError, ValueError, TypeError) as error:
            raise Usage(f"--format: {form!r} can't be filled in: {type(error).__name__}: {error}") from error


def check_combination(options: argparse.Namespace) -> None:
    """Refuse options that contradict each other.  Raises Usage."""
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise Usage("--unsafe-fixes goes with --fix or --diff")
    if options.persistent == "always" and (options.fix or options.diff) and not options.unsafe_fixes:
        raise Usage("--persistent always adds keys to state_dict(): it goes with --unsafe-fixes")
    if options.diff and options.output_format == "json":
        raise Usage("--diff prints a diff: it doesn't go with --output-format json")
    if options.fix and "-" in options.filenames and options.output_format == "json":
        raise Usage("--fix of stdin prints the fixed text: it doesn't go with --output-format json")


def near_word(word: str, others: Sequence[str]) -> str:
    """The words that one may have meant, as the end of a message; "" where none is near."""
    found = difflib.get_close_matches(word, others, n=3, cutoff=0.6)
    return f" (did you mean {', '.join(found)}?)" if found else ""


def near(word: str) -> str:
    """The codes that a word may have meant, by code or by name, as the end of a message."""
    by_name = {rule.name: rule.code for rule in RULES}
    codes = difflib.get_close_matches(word.upper(), [rule.code for rule in RULES], n=3, cutoff=0.6)
    codes += [by_name[name] for name in difflib.get_close_matches(word.lower(), by_name, n=3, cutoff=0.6)]
    found = list(dict.fromkeys(codes))
    listing = f"'{PROGRAM} explain' lists all of them"
    return f" (did you mean {', '.join(found)}? {listing})" if found else f" ({listing})"
