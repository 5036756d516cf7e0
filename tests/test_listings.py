"""The five listings with which the project began: unsafe fixes leave nothing in them to report."""
from __future__ import annotations

import pytest

from flake8_torchstate.analysis import check_source
from tests.fixes import Case, cases_of

LISTINGS = cases_of("listings")


@pytest.mark.parametrize("case", LISTINGS, ids=lambda case: case.title)
def test_listing(case: Case) -> None:
    """What a run writes is what stands there, and neither another run nor the check finds anything in it."""
    fixed = case.fixed(case.before)
    assert fixed.text == case.after and fixed.left == ()
    assert bool(check_source(case.before)) is bool(fixed.applied) is ("right" not in case.title)
    assert check_source(case.after) == [] and case.fixed(case.after).text == case.after
