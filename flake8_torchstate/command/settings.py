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
from flake8 import defaults as flake8_defaults
from flake8.exceptions import ExecutionError
from flake8.formatting.default import COLORS_OFF
from flake8.main import options as flake8_options
from flake8.options import aggregator, config, manager
from flake8.plugins import finder
from flake8.utils import parse_files_to_codes_mapping

from flake8_torchstate.code.files import read_regular
from flake8_torchstate.config import OPTIONS, PERSISTENT, Config, UnknownValue, config_from
from flake8_torchstate.command.discover import BUILT, INSTALLED, Wanted
from flake8_torchstate.command.pyproject import PYPROJECT, TABLE, lay_over, table_above, tools_in
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.rules import RULES
from flake8_torchstate.version import VERSION

PROGRAM = "flake8-torchstate"
PREFIX = "TSM"
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
FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit", "rdjson")
SHOWN = ("text", "json")
# options of flake8 that say nothing to this command, and those that say nothing to `show`
WITHOUT_EFFECT = frozenset(
    "--hang-closing --max-line-length --max-doc-length --indent-size --bug-report --benchmark".split()
)
ONLY_CHECK = frozenset(
    "-q -j --count --filename --stdin-display-name --format --ignore --extend-ignore --per-file-ignores --select "
    "--extend-select --disable-noqa --show-source --no-show-source --statistics --exit-zero --tee --fix --unsafe-fixes "
    "--persistent --diff --add-noqa --baseline --write-baseline --show-settings".split()
)
SELECTING = (("select", "--select"), ("extend_select", "--extend-select"))
IGNORING = (("ignore", "--ignore"), ("extend_ignore", "--extend-ignore"))
BY_NAME = {rule.name: rule.code for rule in RULES}
EXCLUDE = tuple(flake8_defaults.EXCLUDE)
INSTEAD = {
    "--no-cache": "nothing is cached", "--no-fix": "nothing is fixed without --fix",
    "--fix-only": "did you mean --fix?", "--show-fixes": "did you mean --diff?",
    "--ignore-noqa": "did you mean --disable-noqa?", "--preview": "did you mean --extend-select TSM9?",
    "-o": "did you mean --output-file?", "-e": "did you mean --exit-zero?", "-V": "did you mean --version?",
    "--respect-gitignore": "what git ignores is left out anyway",
}
"""What to say of options that other linters have."""
UNCHECKED = "exit with 0 even when there are findings; what can't be checked is still 2"


class Usage(Exception):
    """The command can't be run as it was asked to; the text says why in one line."""


@dataclass(frozen=True)
class Settings:
    """The options as flake8 has them, the plugin's own, flake8's reporters by name, the config file that was read, and
    what a user should know of others.
    """

    options: argparse.Namespace
    config: Config
    reporters: dict[str, Any]
    file: str | None = None
    hints: tuple[str, ...] = ()

    @property
    def wanted(self) -> Wanted:
        """What is left out and let in when folders are walked."""
        exclude = (*self.options.exclude, *self.options.extend_exclude)
        usual = tuple(self.options.exclude) == EXCLUDE  # who says what to exclude says it all
        return Wanted(exclude, self.options.filename, self.options.stdin_display_name, self.options.gitignore, usual)


class Quiet:
    """Declares options, keeps those without meaning out of the help, and notes the names of all."""

    def __init__(self, declare: Callable[..., object], hidden: frozenset[str], names: list[str],
                 formatter_names: Sequence[str] = ()) -> None:
        self.declare = declare
        self.hidden = hidden
        self.names = names
        self.formatter_names = formatter_names

    def add_option(self, *names: str, **more: Any) -> None:
        """Declare one option."""
        self.names += [name for name in names if name.startswith("--")]
        if self.hidden.intersection(names):
            more["help"] = argparse.SUPPRESS
        if "--exit-zero" in names and "--exit-zero" not in self.hidden:
            more["help"] = UNCHECKED
        if "--exclude" in names:
            more["help"] += (f"; while this isn't set, folders called {', '.join(sorted(INSTALLED))} are left out, "
                             f"and {', '.join(sorted(BUILT))} outside of a git repository")
        self.declare(*names, **more)


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
    file, hints, table = early.config, tuple[str, ...](), None
    if early.config is None and not early.isolated:
        file, hints, table = config_file(os.getcwd()), unread(os.getcwd()), table_above(os.getcwd())
    found, folder = config.load_config(config=early.config, extra=early.append_config, isolated=early.isolated)
    plugins = this_plugin_alone(found)
    parser, names = parser_for(first, plugins, show)
    check_options(parser.parser.parse_known_args(rest)[1], names)
    given = parser.parse_args(rest)
    if table is not None:
        lay_over(found, parser.config_options_dict, BY_NAME, *table)
        file = table[0] if file is None else f"{file}, {table[0]}"
    options = aggregator.aggregate_options(parser, found, folder, rest)
    options.verbose = early.verbose
    check_keys(found, file)
    for name, _ in (*SELECTING, *IGNORING):
        for values in (given, options):
            if getattr(values, name) is not None:  # rules are called by their names as well
                setattr(values, name, [BY_NAME.get(code.lower(), code) for code in getattr(values, name)])
    check_codes(given, options, file)
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
    chosen = replace(config_from(options), fixes=True, persistent=options.persistent)
    for root in chosen.roots:
        if not os.path.isdir(root):
            raise Usage(f"--torchstate-roots: there is no folder {root}")
    return Settings(options, chosen, plugins.reporters, file, hints)


def refuse(inner: Callable[[str], None], message: str) -> None:
    """argparse's own end with an error: a name of a file may have been taken for an option."""
    inner(shown(message))


def config_file(folder: str) -> str | None:
    """The file that flake8 will read its configuration from: the first one that has some, from a folder up.

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
                return path
    above = os.path.dirname(folder)
    return config_file(above) if above != folder else None


def unread(folder: str) -> tuple[str, ...]:
    """What to say of a pyproject.toml with settings that aren't read."""
    return (f"{PYPROJECT}: note: [tool.flake8] isn't read here: put it into .flake8 or setup.cfg as [flake8], "
            f"or call it [tool.{TABLE}]",) if "flake8" in tools_in(folder) else ()


def this_plugin_alone(found: configparser.RawConfigParser) -> Any:
    """flake8's plugins as if this one were the only one, with the reporters that are installed."""
    entry = EntryPoint("TSM", "flake8_torchstate.plugin:TorchStatePlugin", "flake8.extension")
    this = finder.LoadedPlugin(finder.Plugin(PROGRAM, VERSION, entry), TorchStatePlugin, {"tree": True})
    blank = finder.PluginOptions.blank()
    reporters = [plugin for plugin in finder.find_plugins(found, blank)
                 if plugin.entry_point.group == "flake8.report" and plugin.package != "local"]
    loaded = finder.load_plugins(reporters, blank).reporters
    return finder.Plugins(finder.Checkers([this], [], []), loaded, [])


def parser_for(first: argparse.ArgumentParser, plugins: Any, show: bool) -> tuple[Any, list[str]]:
    """flake8's option manager with the options of the command, of flake8, and of the plugin, and the names of all."""
    names = [option.flag for option in OPTIONS]
    hidden = WITHOUT_EFFECT | ONLY_CHECK if show else WITHOUT_EFFECT
    own = argparse.ArgumentParser(add_help=False)
    add_own_options(Quiet(own.add_argument, hidden, names), show)
    parser = manager.OptionManager(version=f"{PROGRAM} {VERSION}", plugin_versions=f"flake8 {flake8.__version__}",
                                   parents=[own, first], formatter_names=list(plugins.reporters))
    parser.parser.prog = PROGRAM
    parser.parser.error = functools.partial(refuse, parser.parser.error)
    parser.parser.usage = SHOW_USAGE if show else CHECK_USAGE
    parser.parser.epilog = None if show else COMMANDS
    parser.parser.formatter_class = argparse.RawDescriptionHelpFormatter
    flake8_options.register_default_options(Quiet(parser.add_option, hidden, names, list(plugins.reporters)))
    parser.register_plugins(plugins)
    return parser, names


def add_own_options(own: Quiet, show: bool) -> None:
    """Declare the options that flake8 doesn't have: the help begins with them."""
    formats = "one of %(choices)s; the default is text (with the code) on a terminal, else concise (as flake8 prints)"
    own.add_option("--output-format", choices=SHOWN if show else FORMATS,
                   help="text (the default) or json" if show else formats)
    own.add_option("--fix", action="store_true", help="write the safe fixes; stdin is written to stdout")
    own.add_option("--unsafe-fixes", action="store_true", help="with --fix or --diff: also those that change the keys "
                   "of state_dict() or what is trained, or that round numbers")
    own.add_option("--persistent", choices=PERSISTENT, default=PERSISTENT[0],
                   help="which buffers that TSM101's fix registers are saved by state_dict(): statistics (the default: "
                   "those that its message says, which --unsafe-fixes writes), never, always (the same for all)")
    own.add_option("--diff", action="store_true", help="print what --fix or --add-noqa would change, and write nothing")
    own.add_option("--add-noqa", action="store_true", help="silence each finding by a '# noqa: CODE' on its line")
    own.add_option("--baseline", metavar="FILE", help="report only what this file doesn't have, and say what is gone")
    own.add_option("--write-baseline", action="store_true", help="write the findings into the --baseline FILE")
    own.add_option("--no-respect-gitignore", dest="gitignore", action="store_false", default=True,
                   help="also look at what git ignores")
    own.add_option("--show-settings", action="store_true",
                   help="print the config file, the rules that run, and all options")


def is_ours(code: str) -> bool:
    """Whether a code, or beginning of one, names a rule of this plugin."""
    return any(rule.code.startswith(code) for rule in RULES)


def check_options(unknown: Sequence[str], names: Sequence[str]) -> None:
    """Refuse options that don't exist.  Raises Usage."""
    for word in unknown:
        name = word.partition("=")[0]
        if name.startswith("-"):
            hint = f" ({INSTEAD[name]})" if name in INSTEAD else near_word(name, names)
            raise Usage(f"there is no option {shown(name)}{hint}")


def check_keys(found: configparser.RawConfigParser, file: str | None) -> None:
    """Refuse options of this plugin in a config file that don't exist, which flake8 passes by.  Raises Usage."""
    known = [option.flag.removeprefix("--") for option in OPTIONS]
    for key in found["flake8"] if "flake8" in found else ():
        name = key.replace("_", "-")
        if name.startswith("torchstate") and name not in known:
            raise Usage(f"{file}: there is no option {shown(key)}{near_word(name, known)}")


def check_codes(given: argparse.Namespace, options: argparse.Namespace, file: str | None) -> None:
    """Refuse codes that no rule has: all of them on the command line, those that begin as ours do in a config file.

    Raises Usage, and ExecutionError for a `per-file-ignores` that can't be read.
    """
    for name, flag in (*SELECTING, *IGNORING):
        for code in getattr(given, name) or ():
            foreign = (name, flag) in IGNORING and code == code.upper() and not code.startswith(PREFIX)
            if not is_ours(code) and not foreign:
                raise Usage(f"{flag}: no rule has the code {code}{near(code)}")
        check_own(getattr(options, name) or (), f"{file}: {flag.removeprefix('--')}")
    for _, codes in parse_files_to_codes_mapping(options.per_file_ignores):
        check_own(codes, "per-file-ignores")


def check_own(codes: Sequence[str], place: str) -> None:
    """Refuse codes that begin as ours do and that no rule has.  Raises Usage."""
    for code in codes:
        if code.startswith(PREFIX) and not is_ours(code):
            raise Usage(f"{place}: no rule has the code {code}{near(code)}")


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
    programs = options.output_format not in (None, "text", "concise")
    if options.diff and programs:
        raise Usage(f"--diff prints a diff: it doesn't go with --output-format {options.output_format}")
    if (options.fix or options.add_noqa) and "-" in options.filenames and programs:
        flag = "--fix" if options.fix else "--add-noqa"
        raise Usage(f"{flag} of stdin prints the new text: it doesn't go with --output-format {options.output_format}")
    if options.add_noqa:
        for name in ("fix", "unsafe_fixes", "baseline", "disable_noqa"):
            if getattr(options, name):
                raise Usage(f"--add-noqa doesn't go with --{name.replace('_', '-')}")
    if options.write_baseline and not options.baseline:
        raise Usage("--write-baseline goes with --baseline FILE")
    if options.output_format == "text" and options.format != "default":
        raise Usage("--format goes with --output-format concise")


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
