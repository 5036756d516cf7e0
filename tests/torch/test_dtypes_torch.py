"""PyTorch does what tests/dtypes.py says of each expression, and has the names that were recorded of it."""
from __future__ import annotations

import sys

import pytest

torch = pytest.importorskip("torch")

from tests.dtypes import REFUSED, TAKEN, program  # noqa: E402  torch must be looked for first
from tests.helpers import ROOT  # noqa: E402  the same

pytestmark = pytest.mark.torch


def construct(expression: str) -> None:
    """Make the module of an expression."""
    space: dict[str, object] = {"__name__": "program"}
    exec(compile(program(expression), "program", "exec"), space)
    space["Net"]()  # type: ignore[operator]  # a class that exec made


@pytest.mark.parametrize("expression", REFUSED)
def test_integers_and_bools(expression: str) -> None:
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can require gradients"):
        construct(expression)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("expression", TAKEN)
def test_floats(expression: str) -> None:
    construct(expression)


def test_names_of_modules() -> None:
    """The recorder finds the same names again."""
    sys.path.insert(0, str(ROOT / "tools"))
    import record_torch

    recorded = (ROOT / "flake8_torchstate" / "knowledge" / "reserved.py").read_text(encoding="utf-8")
    if f"torch {torch.__version__.split('+')[0]} " not in recorded or sys.version_info[:2] != (3, 11):
        pytest.skip("recorded from another torch, or with another Python")
    assert record_torch.module_names() == recorded
