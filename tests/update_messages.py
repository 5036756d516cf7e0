"""Write tests/data/messages.txt anew: every finding in tests/cases/bugs and examples, as flake8 prints it.

usage: python -m tests.update_messages
"""
from __future__ import annotations

from pathlib import Path

from flake8_torchstate.analysis import check_source
from flake8_torchstate.report.findings import Finding
from tests.helpers import DATA, DEFAULT, EXAMPLES, ROOT, case_files, read

SNAPSHOT = DATA / "messages.txt"


def files() -> list[Path]:
    """The files whose messages are kept."""
    return [*sorted(EXAMPLES.glob("*.py")), *case_files("bugs")]


def findings(path: Path) -> list[Finding]:
    """The findings of one file."""
    return check_source(read(path), str(path), DEFAULT)


def line_of(path: Path, finding: Finding) -> str:
    """A finding as flake8 prints it."""
    place = f"{path.relative_to(ROOT).as_posix()}:{finding.line}:{finding.column + 1}"
    return f"{place}: {finding.code} {finding.text}"


def snapshot() -> str:
    """The text of the whole snapshot."""
    return "".join(f"{line_of(path, finding)}\n" for path in files() for finding in findings(path))


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), encoding="utf-8")
