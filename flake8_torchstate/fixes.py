"""From findings with fixes to a new text: edits are applied, and the result is parsed and looked at again.

A round of fixes whose text doesn't parse, or that brings a finding that wasn't there, is given up.  Nothing here
knows a rule: what a fix of a finding is, its rule says.
"""
from __future__ import annotations

import ast
import io
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flake8_torchstate.analysis import check
from flake8_torchstate.config import Config
from flake8_torchstate.findings import Edit, Finding
from flake8_torchstate.project import Project
from flake8_torchstate.source import Source, lines_of

MOST_ROUNDS = 10
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
    """Fix a text, whose line ends stay what they are, until nothing is left to fix, in at most ten rounds.

    silenced says whether a finding of a text isn't reported: such a one is never fixed.  unsafe: also the fixes that
    change the keys of `state_dict()` or what is trained.  Raises SyntaxError or ValueError where the text can't be parsed.
    """
    config = replace(config, fixes=True)
    project = project if project is not None else Project(config.roots, config.module_bases)
    applied: list[Finding] = []
    given_up: set[tuple[str, str, str]] = set()
    found = findings(text, path, config, project)
    rounds = 0
    while rounds < MOST_ROUNDS:
        open_ones = [f for f in found if f.fix is not None and (f.fix.safe or unsafe) and not silenced(text, f)]
        chosen = apart([f for f in open_ones if mark(f) not in given_up])
        if not chosen:
            break
        rounds += 1
        step = accepted(text, path, config, project, found, chosen)
        if step is None and len(chosen) > 1:
            chosen = chosen[:1]  # one of them is at fault: each for itself
            step = accepted(text, path, config, project, found, chosen)
        if step is None:
            given_up.add(mark(chosen[0]))
            rounds -= 1
            continue
        text, found = step
        applied += chosen
    return Fixed(text, tuple(applied), tuple(f for f in found if not silenced(text, f)), rounds)


def findings(text: str, path: str, config: Config, project: Project) -> list[Finding]:
    """The findings of a text."""
    return check(Source(path, lines_of(text), ast.parse(text)), config, project)


def mark(finding: Finding) -> tuple[str, str, str]:
    """What a finding is about, wherever it stands."""
    return finding.code, finding.name, finding.message


def accepted(text: str, path: str, config: Config, project: Project, found: Sequence[Finding],
             chosen: Sequence[Finding]) -> tuple[str, list[Finding]] | None:
    """The text after some fixes, with what is found in it; None where it doesn't parse or has something new."""
    edits = [edit for finding in chosen if finding.fix is not None for edit in finding.fix.edits]
    after = edited(text, edits)
    try:
        now = findings(after, path, config, project)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    before = Counter((f.code, f.name) for f in found)
    new = Counter((f.code, f.name) for f in now) - before
    gone = all(Counter((f.code, f.name) for f in now)[key] < before[key] for key in {(f.code, f.name) for f in chosen})
    return (after, now) if not new and gone else None


def apart(found: Sequence[Finding]) -> list[Finding]:
    """The findings whose edits don't overlap those of the ones before; the others wait for the next round."""
    taken: list[Edit] = []
    chosen: list[Finding] = []
    for finding in found:
        edits = finding.fix.edits if finding.fix is not None else ()
        if any(overlap(edit, other) and edit != other for edit in edits for other in taken):
            continue
        taken += edits
        chosen.append(finding)
    return chosen


def overlap(first: Edit, second: Edit) -> bool:
    """Whether two edits touch the same text, or the same place."""
    return first.start <= second.end and second.start <= first.end


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits applied; the same edit given twice is made once."""
    starts = [0]
    lines = io.StringIO(text, newline="").readlines()
    for line in lines:
        starts.append(starts[-1] + len(line))
    ends = lines[0][len(lines[0].rstrip("\r\n")):] if lines else "\n"

    def place(at: tuple[int, int]) -> int:
        return starts[at[0] - 1] + at[1]

    for edit in sorted(set(edits), key=lambda e: (e.start, e.end), reverse=True):
        text = text[:place(edit.start)] + edit.text.replace("\n", ends or "\n") + text[place(edit.end):]
    return text


def write_fixed(path: str, data: bytes) -> None:
    """Replace a file's content in one step; a link stays one, and permissions and owner stay.  Raises OSError."""
    real = os.path.realpath(path)
    before = os.stat(real)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(real), prefix=".torchstate-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, stat.S_IMODE(before.st_mode))
        if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(temporary, before.st_uid, before.st_gid)
        os.replace(temporary, real)
    except BaseException:
        os.unlink(temporary)
        raise
