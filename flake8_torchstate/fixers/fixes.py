"""From findings with fixes to a new text: edits are applied, and the result is parsed and looked at again.

A round of fixes whose text doesn't parse, or that brings a finding that wasn't there, is given up.  Nothing here
knows a rule: what a fix of a finding is, its rule says.
"""
from __future__ import annotations

import ast
import contextlib
import errno
import io
import os
import signal
import stat
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flake8_torchstate.analysis import check
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Edit, Finding
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source, lines_of

MOST_ROUNDS = 10
BOM = "\ufeff"
WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
Silenced = Callable[[str, Finding], bool]


@dataclass(frozen=True)
class Fixed:
    """A text after its fixes: the findings that are gone by them, those that are left, and how many rounds it took."""

    text: str
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]
    rounds: int


def none_silenced(text: str, finding: Finding) -> bool:
    """No finding of a text is silenced."""
    return False


def fix_text(text: str, path: str, config: Config, project: Project | None = None, *, unsafe: bool = False,
             silenced: Silenced = none_silenced) -> Fixed:
    """Fix a text, whose line ends and BOM stay what they are, until nothing is left to fix, in at most ten rounds.

    silenced says whether a finding of a text isn't reported: such a one is never fixed.  unsafe: also the fixes that
    change the keys of `state_dict()` or what is trained.  Raises SyntaxError or ValueError where Python can't parse it.
    """
    config = replace(config, fixes=True)
    project = project if project is not None else Project(config.roots, config.module_bases)
    mark_of_order = text[:len(text) - len(text.removeprefix(BOM))]
    state = Round(text.removeprefix(BOM), path, config, project)
    applied: list[Finding] = []
    given_up: set[tuple[str, str, str]] = set()
    rounds = 0
    while rounds < MOST_ROUNDS:
        open_ones = [f for f in state.found if f.fix is not None and (f.fix.safe or unsafe) and mark(f) not in given_up]
        chosen = apart([f for f in open_ones if not silenced(state.text, f)])
        if not chosen:
            break
        state, done = state.after(chosen)
        if not done:  # beside another one it may have failed for that one alone
            given_up |= {mark(f) for f in chosen}
        elif given_up:  # what stood in the way may be another now
            given_up = set()
        applied += done
        rounds += bool(done)
    left = tuple(f for f in state.found if not silenced(state.text, f))
    return Fixed(mark_of_order + state.text, tuple(applied), left, rounds)


class Round:
    """A text with its findings, and what it becomes by fixes."""

    def __init__(self, text: str, path: str, config: Config, project: Project) -> None:
        self.text = text
        self.found = findings(text, path, config, project)
        self._where = path, config, project

    def after(self, chosen: Sequence[Finding]) -> tuple[Round, list[Finding]]:
        """The text after those of the fixes that can be made together, and which these are.

        Where all of them together can't be, halves are tried, so that one bad fix doesn't keep the others back.
        """
        best, done = self, list[Finding]()
        waiting = [list(chosen)]
        while waiting:
            group = waiting.pop()
            step = self._accepted([*done, *group])
            if step is not None:
                best, done = step, [*done, *group]
            elif len(group) > 1:
                half = len(group) // 2
                waiting += [group[half:], group[:half]]
        return best, done

    def _accepted(self, chosen: Sequence[Finding]) -> Round | None:
        """The text after some fixes; None where it doesn't parse, has something new, or keeps what was to be fixed."""
        edits = [edit for finding in sorted(chosen) if finding.fix is not None for edit in finding.fix.edits]
        try:
            made = Round(edited(self.text, edits), *self._where)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return made if is_better(self.found, made.found, chosen) else None


def is_better(before: Sequence[Finding], after: Sequence[Finding], fixed: Sequence[Finding]) -> bool:
    """Whether the findings of a text after fixes lack those that were fixed, and have no new one."""
    old, new, gone = (Counter((f.code, f.name) for f in found) for found in (before, after, fixed))
    return not new - (old - gone)


def findings(text: str, path: str, config: Config, project: Project) -> list[Finding]:
    """The findings of a text."""
    return check(Source(path, lines_of(text), ast.parse(text)), config, project)


def mark(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about, wherever it stands."""
    return finding.code, finding.name, finding.message


def apart(found: Sequence[Finding]) -> list[Finding]:
    """The findings whose edits don't overlap those of the ones before; the others wait for the next round."""
    taken: list[Edit] = []
    chosen: list[Finding] = []
    for finding in found:
        edits = finding.fix.edits if finding.fix is not None else ()
        if any(overlap(edit, other) and not together(edit, other) for edit in edits for other in taken):
            continue
        taken += edits
        chosen.append(finding)
    return chosen


def together(first: Edit, second: Edit) -> bool:
    """Whether two edits can be made though they touch: they are the same, or both put something in at one place."""
    return first == second or first.start == first.end == second.start == second.end


def overlap(first: Edit, second: Edit) -> bool:
    """Whether two edits touch the same text, or the same place."""
    return first.start <= second.end and second.start <= first.end


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits applied, with the line ends of their lines; the same edit given twice is made once.

    What several put in at one place stands there in their order.
    """
    starts = [0]
    lines = io.StringIO(text, newline="").readlines()
    for line in lines:
        starts.append(starts[-1] + len(line))
    for edit in sorted(reversed(dict.fromkeys(edits)), key=place_of, reverse=True):
        start, end = (starts[line - 1] + column for line, column in (edit.start, edit.end))
        text = text[:start] + edit.text.replace("\n", line_end(lines, edit.start[0])) + text[end:]
    return text


def place_of(edit: Edit) -> tuple[tuple[int, int], tuple[int, int]]:
    """The key that puts edits in order."""
    return edit.start, edit.end


def line_end(lines: Sequence[str], number: int) -> str:
    """How a line ends, or the nearest one before it that ends at all."""
    for line in reversed(lines[:number]):
        end = line[len(line.rstrip("\r\n")):]
        if end:
            return end
    return "\n"


def write_fixed(path: str, data: bytes) -> None:
    """Replace a file's content in one step; a link stays one, and permissions and owner stay.

    Raises OSError, also for a read-only file (that its folder can be written to doesn't mean that it may be), and for
    one with other hard links: they would keep the old text, and to write into the file itself isn't one step.
    """
    real = os.path.realpath(path)
    before = os.stat(real)
    if not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "it isn't a regular file", path)
    if before.st_nlink > 1:
        links = f"it has {before.st_nlink} names (hard links), and the others would keep the old text"
        raise OSError(errno.EMLINK, links, path)
    if not before.st_mode & WRITABLE or not os.access(real, os.W_OK):
        raise OSError(errno.EACCES, "it is read-only", path)
    with uninterrupted():  # between two of its steps nobody would take the temporary file away
        replace_content(real, data, before)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold an interrupt by the keyboard back until the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where Python raises none
        return
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def replace_content(real: str, data: bytes, before: os.stat_result) -> None:
    """Write a temporary file beside a file, and put it in its place.  Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(real), prefix=".torchstate-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(temporary, before.st_uid, before.st_gid)
        os.chmod(temporary, stat.S_IMODE(before.st_mode))  # after chown, which takes set-id bits away
        os.replace(temporary, real)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
