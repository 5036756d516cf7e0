"""The dtype of what torch's functions give, as far as it decides whether a Parameter can be made of it."""
from __future__ import annotations

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from tests.dtypes import REFUSED, TAKEN, program


def codes(expression: str) -> list[str]:
    """The codes that are reported of `nn.Parameter(<expression>)`, whatever the screen lets go."""
    return [found.code for found in check_source(program(expression), config=Config(debug=True, screened=False))]


@pytest.mark.parametrize("expression", REFUSED)
def test_integers_and_bools(expression: str) -> None:
    assert codes(expression) == ["TSM305"]
    assert [found.code for found in check_source(program(expression))] == ["TSM305"]


@pytest.mark.parametrize("expression", TAKEN)
def test_floats(expression: str) -> None:
    assert codes(expression) == []


@pytest.mark.parametrize("expression", [
    "torch.add(ints, places)", "torch.index_select(input=places, dim=0, index=index)", "torch.full((2,), places)",
    "torch.add(ints, ints, out=places)", "torch.roll(places, 1)", "torch.ones(3, dtype=places)",
])
def test_what_is_not_known(expression: str) -> None:
    """An argument of which nothing is known may be of floats."""
    assert codes(expression) == []
