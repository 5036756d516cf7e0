"""Python's garbage collector runs more rarely in a run over Modules, and as it did in any other."""
from __future__ import annotations

import ast
import gc
from collections.abc import Iterator

import pytest

from flake8_torchstate.plugin import TorchStatePlugin

MODULE = "from torch import nn\n\nclass Net(nn.Module):\n    pass\n"
NO_CLASS = "import os\n\nprint(os.sep)\n"


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    """The collector's own thresholds, put back afterwards."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("text, before, after", (
    (MODULE, 700, 300_000), (MODULE, 2_000, 300_000), (MODULE, 400_000, 400_000), (MODULE, 0, 0), (NO_CLASS, 700, 700)))
def test_thresholds(text: str, before: int, after: int) -> None:
    gc.set_threshold(before, 10, 10)
    assert not list(TorchStatePlugin(ast.parse(text), "net.py", text.splitlines(True)).run())
    assert gc.get_threshold() == (after, 10, 10)
