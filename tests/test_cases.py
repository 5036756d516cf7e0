"""Every annotated file of tests/cases against the findings, line by line."""
from __future__ import annotations

from pathlib import Path

import pytest

from flake8_torchstate.report.findings import Finding
from tests.helpers import CASES, case_files, check_case, difference

# The files of tree/ import each other.
FILES = case_files("rules", "silences", "bugs", "real", "tree")


def name(path: Path) -> str:
    return path.relative_to(CASES).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_case(path: Path) -> None:
    wrong = check_case(path)
    assert not wrong, f"{name(path)}\n" + "\n".join(wrong)


def test_silent_files_expect_nothing() -> None:
    """A file whose name says that it is silent has no expectation in it, and one that fires has one."""
    for path in FILES:
        expects = "# expect:" in path.read_text(encoding="utf-8")
        if "_silent_" in path.name or path.parent.name == "silences":
            assert not expects, path
        elif "_fires_" in path.name:
            assert expects, path


TEXT = "first  # expect: A|B\nsecond  # may: be\nthird\n"


@pytest.mark.parametrize("findings, lines", [
    ([(1, "A")], []),
    ([(1, "B"), (2, "C"), (2, "A")], []),
    ([], [1]),
    ([(1, "C")], [1]),
    ([(1, "A"), (1, "C")], [1]),
    ([(1, "A"), (1, "B")], [1]),
    ([(1, "A"), (3, "A")], [3]),
    ([(1, "A"), (9, "A")], [9]),
])
def test_comparison(findings: list[tuple[int, str]], lines: list[int]) -> None:
    """The comparison itself: one of the codes, no other finding on the line, silence elsewhere."""
    wrong = difference(TEXT, [Finding(line, 0, code, "text") for line, code in findings])
    assert [int(text.split(":")[0]) for text in wrong] == lines
