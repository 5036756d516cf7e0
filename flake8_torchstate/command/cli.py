"""The command `flake8-torchstate`: check, explain, show, server.

It says on stdout what was asked for, on stderr what could not be done, and how it went by its exit status: 0 nothing
found, 1 findings, 2 bad usage or something that could not be checked.
"""
from __future__ import annotations

import contextlib
import difflib
import io
import multiprocessing
import os
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from flake8.exceptions import ExecutionError
from flake8.plugins import reporter
from flake8.style_guide import Decision, StyleGuideManager

from flake8_torchstate.command.baseline import Baseline, read_baseline
from flake8_torchstate.command.check import Checked, Lost, Seen, check_files
from flake8_torchstate.command.discover import Problem, find_files
from flake8_torchstate.command.formats import WRITERS, Reported, excerpt, statistics
from flake8_torchstate.command.notebook import Notebook
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.command.pages import explain
from flake8_torchstate.command.reading import read_bytes
from flake8_torchstate.command.settings import PROGRAM, WITHOUT_EFFECT, Settings, Usage, read_settings
from flake8_torchstate.command.terminal import Progress, wants_colour
from flake8_torchstate.rules import RULES

CLEAN, FOUND, FAILED = 0, 1, 2


@dataclass
class Outcome:
    """What a check came to."""

    checked: list[Checked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    known: list[Reported] = field(default_factory=list)

    @property
    def changed(self) -> list[Checked]:
        """The files with a new text."""
        return [checked for checked in self.checked if checked.text is not None]

    @property
    def fixed(self) -> int:
        """How many findings are gone in the new texts."""
        return sum(len(checked.fixed) for checked in self.changed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    rest = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS[rest.pop(0)] if rest and rest[0] in COMMANDS else check
    try:
        prepare()
        if command is check and rest:
            check_first_word(rest)
        status = ended(command, rest)
        sys.stdout.flush()
        return status
    except Usage as error:
        say(f"{PROGRAM}: error: {error}")
    except KeyboardInterrupt:
        say(f"{PROGRAM}: stopped; every file is either as it was or fixed as a whole")
    except BrokenPipeError:  # whoever read the output has seen enough
        pass
    except OSError as error:
        say(f"{PROGRAM}: error: {error.filename or 'the output'}: {reason(error)}")
    flush(sys.stdout)
    return FAILED


MEANT = {"fix": "--fix", "format": "--fix", "lint": "check", "rule": "explain", "rules": "explain", "linter": "explain",
         "config": "--show-settings", "help": "--help", "version": "--version"}
"""What is meant by words that people may type first."""


def check_first_word(arguments: Sequence[str]) -> None:
    """Refuse a first word that is no file, and looks like a command.  Raises Usage."""
    word = arguments[0]
    if not word.startswith("-") and not os.path.lexists(word):
        near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.7)
        meant = MEANT.get(word) or (near[0] if near else None)
        if meant is not None:
            line = shlex.join([PROGRAM, meant, *arguments[1:]])
            raise Usage(f"there is neither a command nor a file {shown(word)}: did you mean '{line}'?")


def ended(command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """The status that a command ends with, also where argparse ends the process: after --help, or for bad usage."""
    try:
        return command(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED


def prepare() -> None:
    """Look at what the process was given: its streams and its current folder.  Raises Usage."""
    closed = sys.stdout is None
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # print would write to the other one, and the next file would have its number
            setattr(sys, name, open(os.devnull, "w"))
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal can't show must not end the run
            stream.reconfigure(errors="backslashreplace")
    if closed:
        raise Usage("stdout is closed")
    try:
        os.getcwd()
    except OSError as error:
        raise Usage(f"the current folder is gone: {reason(error)}") from error


def reason(error: Exception) -> str:
    """What an error says, in one line."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())


def say(text: str) -> None:
    """A line on stderr, where that can be written to: how the run went, its exit status says as well."""
    try:
        print(shown(text), file=sys.stderr, flush=True)
    except OSError:
        flush(sys.stderr)


def flush(stream: TextIO) -> None:
    """Write what a stream still holds; what can't be written is let go, and Python doesn't try it again at its end."""
    try:
        stream.flush()
    except OSError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


# --- check


def check(arguments: Sequence[str]) -> int:
    """`check [options] [PATH ...]`.  Raises Usage."""
    settings = read_settings(arguments)
    options = settings.options
    if options.show_settings:
        print(show_settings(settings))
        return CLEAN
    baseline = read_baseline(options.baseline, options.write_baseline) if options.baseline else None
    if not wants_colour(sys.stdout, options.color):
        options.color = "never"
    if options.output_format is None:
        plain = options.quiet or options.show_source or options.output_file or options.format != "default"
        options.output_format = "text" if sys.stdout.isatty() and not plain else "concise"
    found = find_files(options.filenames, settings.wanted)
    outcome = Outcome(problems=found.problems)
    try:
        run(settings, found.files, outcome)
        report(settings, outcome, baseline)
    except ExecutionError as error:
        raise Usage(reason(error)) from error
    for problem in sorted(outcome.problems, key=str):
        say(str(problem))
    for checked in outcome.checked:
        if checked.note is not None and not options.quiet:
            say(checked.note)
    for hint in () if options.quiet else settings.hints:
        say(hint)
    if not found.files and not found.problems:
        say(f"{PROGRAM}: no Python file to check is left here when what is excluded and what git ignores is left out")
    if baseline is not None:
        settle(settings, outcome, baseline)
    summarise(settings, outcome)
    return status_of(settings, outcome)


def run(settings: Settings, files: Sequence[str], outcome: Outcome) -> None:
    """Check the files, and write new texts as they come."""
    jobs = settings.options.jobs
    count = multiprocessing.cpu_count() if jobs.is_auto else jobs.n_jobs
    with (
        contextlib.closing(check_files(settings, files, 1 if "-" in files else count)) as results,
        Progress(len(files)) as progress,
    ):
        try:
            for checked in results:
                progress.step()
                outcome.checked.append(checked)
                unwritten = write(settings, checked)
                if unwritten is not None:
                    checked.text, checked.fixed = None, ()
                outcome.problems += [problem for problem in (checked.problem, unwritten) if problem is not None]
        except Lost as error:
            outcome.problems.append(Problem(PROGRAM, str(error)))
    outcome.checked.sort(key=by_name)


def by_name(checked: Checked) -> str:
    """The key that puts files in order."""
    return checked.name


def write(settings: Settings, checked: Checked) -> Problem | None:
    """Replace a file by its new text as a whole; why it could not be done, if it could not."""
    if checked.text is None or checked.before is None or settings.options.diff or checked.path == "-":
        return None
    from flake8_torchstate.fixers.fixes import write_fixed

    if not is_named(checked.path, settings.options.filenames or ["."]):
        return Problem(checked.name, "not fixed: it's a link to a file outside of the folders that were named")
    try:
        new, now = checked.before.encoded(checked.text), read_bytes(checked.path)
        if now == new:  # by another name of the same file
            return None
        if now != checked.before.data:
            return Problem(checked.name, "not fixed: somebody else has changed it in the meantime")
        write_fixed(checked.path, new)
    except (OSError, SyntaxError, ValueError) as error:
        return Problem(checked.name, f"not fixed: {reason(error)}")
    return None


def is_named(path: str, named: Sequence[str]) -> bool:
    """Whether a file really is one that was named, or stands in a folder that was."""
    real = os.path.realpath(path)
    return any(real == top or real.startswith(os.path.join(top, "")) for top in map(os.path.realpath, named))


def report(settings: Settings, outcome: Outcome, baseline: Baseline | None = None) -> None:
    """Print findings, the diff, or stdin's new text; flake8's style guide says which findings, its formatter how."""
    options = settings.options
    writer = WRITERS.get(options.output_format)
    aside = options.diff or (writes(options) and "-" in options.filenames)
    printing = reporter.make(settings.reporters, silent(options) if aside or writer is not None else options)
    printable = Printable(printing, options.output_format == "text" and not options.quiet, baseline)
    guide = StyleGuideManager(options, printable)
    if writer is None:
        printing.start()
    for checked in outcome.checked:
        with guide.processing_file(checked.name):
            for seen in checked.found:
                printable.current = reported_in(checked, seen)
                finding = printable.current.finding
                if guide.handle_error(finding.code, checked.name, finding.line, finding.column, shown(finding.text),
                                      seen.noqa_line):
                    (outcome.known if printable.known else outcome.reported).append(printable.current)
    if writer is not None:
        found = outcome.reported if options.output_format == "json" else [one.in_file for one in outcome.reported]
        put(options, writer(found, sorted(outcome.problems, key=str)))
    else:
        if options.statistics and not aside:
            printing.write(statistics(outcome.reported), None)
        printing.stop()
    if aside:
        instead(settings, outcome)
    if options.count and not aside and writer is None:
        print(len(outcome.reported))


def reported_in(checked: Checked, seen: Seen) -> Reported:
    """A finding of a file; one of a notebook by the lines of its cell."""
    cell = checked.cell_at(seen.finding.line)
    if cell is None:
        return Reported(checked.name, seen.finding, checked.lines, seen.owner)
    return Reported(checked.name, seen.finding.shifted(1 - cell.first), cell.lines, seen.owner, cell)


def show_settings(settings: Settings) -> str:
    """The config file, the rules that run, and the value of each option."""
    guide = StyleGuideManager(settings.options, formatter=None)
    codes = [rule.code for rule in RULES if settings.config.runs(rule.code, rule.default, rule.alone)
             and guide.decider.decision_for(rule.code) is Decision.Selected]
    left_out = {"show_settings", "filenames", *(flag.strip("-").replace("-", "_") for flag in WITHOUT_EFFECT)}
    values = [f"{name} = {value}" for name, value in sorted(vars(settings.options).items()) if name not in left_out]
    return "\n".join([f"config file: {settings.file or 'none'}", f"rules: {', '.join(codes) or 'none'}", *values])


def writes(options: Any) -> bool:
    """Whether files, or the text of stdin, are to be changed."""
    return bool(options.fix or options.add_noqa)


def settle(settings: Settings, outcome: Outcome, baseline: Baseline) -> None:
    """Write the baseline, where that was asked for, or say what of it is gone.  Raises OSError."""
    options = settings.options
    guide = StyleGuideManager(options, formatter=None)
    looked_at = {baseline.path(checked.name) for checked in outcome.checked if checked.problem is None}
    folder = os.path.dirname(os.path.abspath(baseline.file))

    def asked(path: str, code: str) -> bool:
        real = os.path.join(folder, path)
        here = path in looked_at or not os.path.exists(real)
        return here and guide.style_guide_for(real).should_report_error(code) is Decision.Selected

    if options.write_baseline:
        found = Counter(baseline.key(one) for one in outcome.known + outcome.reported)
        baseline.write(found, asked)
        outcome.reported.clear()
        say(f"{PROGRAM}: {counted(sum(found.values()), 'finding')} written to {baseline.file}")
        return
    gone = baseline.gone(asked)
    for path, owner, name, code in gone:
        say(f"{path}: {code} of {f'{owner}.{name}'.strip('.') or path} is gone")
    if gone:
        say(f"{PROGRAM}: --write-baseline takes what is gone out of {baseline.file}")


def put(options: Any, text: str) -> None:
    """Write the whole output of a format for programs: to a file, which it makes anew, to stdout, or to both."""
    if options.output_file:
        os.makedirs(os.path.dirname(os.path.abspath(options.output_file)), exist_ok=True)
        with open(options.output_file, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    if not options.output_file or options.tee:
        sys.stdout.buffer.write(f"{text}\n".encode())


class Printable:
    """A formatter of flake8 that is given nothing but what can be shown: names of files too can hold a line end.

    spans: whether the code of the current finding is printed with it; known: whether the baseline has it, so that it
    isn't printed.
    """

    def __init__(self, inner: Any, spans: bool, baseline: Baseline | None) -> None:
        self.inner = inner
        self.spans = spans
        self.baseline = baseline
        self.current: Reported | None = None
        self.known = False

    def handle(self, violation: Any) -> None:
        """Pass on one finding."""
        if self.baseline is not None and self.current is not None:
            self.known = self.baseline.takes(self.current)
            if self.known:
                return
        line = violation.physical_line
        name = shown(violation.filename if self.current is None else self.current.title)
        violation = violation._replace(filename=name, physical_line=line and printable_line(line))
        if self.spans and self.current is not None:
            self.inner.write(self.inner.format(violation), excerpt(self.current, self.inner.color))
        else:
            self.inner.handle(violation)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def printable_line(line: str) -> str:
    """A line of code as it is, where its tabs and its end aren't shown as escapes."""
    text = line.rstrip("\r\n")
    return "\t".join(map(shown, text.split("\t"))) + line[len(text):]


def silent(options: Any) -> Any:
    """The options, with a format that prints nothing."""
    return type(options)(**{**vars(options), "format": "quiet-nothing", "quiet": 0})


def instead(settings: Settings, outcome: Outcome) -> None:
    """What stands on stdout in place of findings: the diff, or the new text of stdin; its findings then go to stderr.
    """
    if settings.options.diff:
        for checked in outcome.changed:
            sys.stdout.buffer.write(difference(checked))
        return
    for checked in outcome.checked:
        if checked.path == "-" and checked.before is not None:
            text = checked.text
            sys.stdout.buffer.write(checked.before.data if text is None else checked.before.encoded(text))
    for one in outcome.reported:
        say(f"{one.title}:{one.finding.line}:{one.finding.column + 1}: {one.finding.code} {one.finding.text}")


def difference(checked: Checked) -> bytes:
    """The unified diff of one file, in the file's own encoding."""
    if checked.before is None or checked.text is None:
        return b""
    before, after, places = [checked.before.text], [checked.text], [""]
    if isinstance(checked.before, Notebook):
        before, after = (checked.before.sources(text) for text in (before[0], after[0]))
        places = [f":cell {cell.number}" for cell in checked.before.cells]
    text = "".join(map(differing, [shown(f"{checked.name}{place}") for place in places], before, after))
    return text.encode(checked.before.encoding.removesuffix("-sig"), "backslashreplace")


def differing(name: str, before: str, after: str) -> str:
    """The unified diff of two texts."""
    old, new = (io.StringIO(text, newline="").readlines() for text in (before, after))
    rows = difflib.unified_diff(old, new, name, name)
    return "".join(row if row.endswith(("\n", "\r")) else f"{row}\n\\ No newline at end of file\n" for row in rows)


def summarise(settings: Settings, outcome: Outcome) -> None:
    """One line on stderr: what was fixed, or, on a terminal, what was found and can be."""
    options = settings.options
    if options.quiet or options.output_format in WRITERS:
        return
    left = len(outcome.reported)
    if options.add_noqa:
        verb = "would silence" if options.diff else "silenced"
        silenced = counted(outcome.fixed, "finding")
        say(f"{PROGRAM}: {verb} {silenced} in {counted(len(outcome.changed), 'file')}")
    elif options.fix or options.diff:
        if options.verbose:
            say_why_not(outcome)
        if outcome.changed or left:
            verb = "would fix" if options.diff else "fixed"
            fixed, changed = counted(outcome.fixed, "finding"), counted(len(outcome.changed), "file")
            say(f"{PROGRAM}: {verb} {fixed} in {changed}{rest_of(settings, outcome)}")
    elif left and sys.stderr.isatty():
        fixes = [one.finding.fix for one in outcome.reported if one.finding.fix is not None]
        safe = sum(fix.safe for fix in fixes)
        more = f"; --fix fixes {safe} of them" if safe else ""
        more += f"; --fix --unsafe-fixes fixes {len(fixes)}" if len(fixes) > safe else ""
        say(f"{PROGRAM}: {counted(left, 'finding')}{more}; '{PROGRAM} explain CODE' says more")
    elif outcome.checked and not outcome.problems and sys.stderr.isatty():
        no = f"no new findings ({len(outcome.known)} known)" if outcome.known else "no findings"
        say(f"{PROGRAM}: {no} in {counted(len(outcome.checked), 'file')}")


def rest_of(settings: Settings, outcome: Outcome) -> str:
    """What is left, as the end of a line: what --unsafe-fixes would fix, and what has no fix."""
    options = settings.options
    left = [one.finding for one in outcome.reported]
    unsafe = 0 if options.unsafe_fixes else sum(f.fix is not None and not f.fix.safe for f in left)
    more = f", {unsafe} more with --unsafe-fixes" if unsafe else ""
    if len(left) > unsafe:
        why = "" if options.verbose else " (--verbose says why)"
        more += f", {len(left) - unsafe} left that {'it' if options.diff else 'this'} can't fix{why}"
    return more


def say_why_not(outcome: Outcome) -> None:
    """A line on stderr for each finding that has no fix."""
    for one in outcome.reported:
        if one.finding.no_fix:
            place = f"{one.title}:{one.finding.line}:{one.finding.column + 1}"
            say(f"{place}: {one.finding.code} not fixed: {one.finding.no_fix}")


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def status_of(settings: Settings, outcome: Outcome) -> int:
    """The exit status."""
    if outcome.problems:
        return FAILED
    found = bool(outcome.reported) or (settings.options.diff and bool(outcome.changed))
    return FOUND if found and not settings.options.exit_zero else CLEAN


# --- show


def show(arguments: Sequence[str]) -> int:
    """`show [options] PATH[:CLASS] ...`.  Raises Usage."""
    from flake8_torchstate.command.show import show_targets

    settings = read_settings(arguments, show=True)
    problems = show_targets(settings)
    for problem in problems:
        say(str(problem))
    return FAILED if problems else CLEAN


def server(arguments: Sequence[str]) -> int:
    """`server`: a language server on stdin and stdout.  Raises Usage."""
    if set(arguments) - {"--stdio"}:
        raise Usage("server: it takes no arguments, and speaks with the editor on stdin and stdout")
    try:
        from flake8_torchstate.editor.server import start
    except ImportError as error:
        raise Usage(f"server: it can't be started, for want of {error.name}: pip install 'pygls>=2,<3'") from error
    start()
    return CLEAN


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "check": check, "explain": explain, "show": show, "server": server}
