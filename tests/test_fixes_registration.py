"""What the fixes of TSM101, TSM102 and TSM106 write, and where they write nothing."""
from __future__ import annotations

from collections import Counter

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.report.findings import Finding
from tests.fixes import Case, cases_of
from tests.helpers import some_by_default

CASES = [case for name in ("TSM101", "TSM102", "TSM106") for case in cases_of(name)]


def counted(found: list[Finding]) -> Counter[tuple[str, str]]:
    """What is found, wherever it stands."""
    return Counter((finding.code, finding.name) for finding in found)


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case) -> None:
    assert check_source(case.before, config=case.config), "there is something to fix"
    fixed = case.fixed(case.before)
    assert fixed.text == case.after
    assert bool(fixed.applied) is (case.before != case.after) is not case.title.startswith("never")
    again = case.fixed(fixed.text)
    assert again.text == fixed.text and not again.applied
    before, after = (counted(check_source(text, config=case.config)) for text in (case.before, case.after))
    assert not after - before, "nothing new is found"
    assert sum(before.values()) - sum(after.values()) == len(fixed.applied)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("case", some_by_default(CASES, lambda case: case.title))
def test_line_ends_stay(case: Case, end: str) -> None:
    assert case.fixed(case.before.replace("\n", end)).text == case.after.replace("\n", end)


@pytest.mark.parametrize("case", [c for c in CASES if c.unsafe], ids=[c.title for c in CASES if c.unsafe])
def test_unsafe_fixes_wait_until_they_are_asked_for(case: Case) -> None:
    from flake8_torchstate.fixers.fixes import fix_text

    assert fix_text(case.before, "model.py", case.config).text == case.before or "mask" in case.before
