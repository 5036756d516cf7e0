"""The comparison of classes before and after a fix tells what is another, and takes as expected what a fix says alone.

Opt in with `pytest -m torch`, where torch is installed.
"""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.torch

COMPARED = Path(__file__).parent / "compared.py"
FORWARD = "\n    def forward(self, x):\n        return self.last(x) * self.scale\n"
LAST = "self.last = nn.Linear(dim, dim)"
PLAIN, SAVED = "self.scale = torch.ones(dim)", "self.register_buffer('scale', torch.ones(dim))"
MOVED = "self.register_buffer('scale', torch.ones(dim), persistent=False)"
FIRST, SECOND, MORE = "self.first = nn.Linear(dim, dim)", "self.first = nn.Linear(dim, 3)", "self.more = nn.Linear(1, 1)"
ZEROS = "self.register_buffer('scale', torch.zeros(dim))"
CLASSES = {
    "Moved": ([LAST, PLAIN], [LAST, MOVED], ""),
    "Saved": ([LAST, PLAIN], [LAST, SAVED], "scale"),
    "Unsaid": ([LAST, PLAIN], [LAST, SAVED], "last"),
    "Another": ([LAST, PLAIN], [LAST, SAVED, MORE], "scale"),
    "Value": ([LAST, PLAIN], [LAST, ZEROS], "scale"),
    "Order": ([FIRST, LAST, PLAIN, SECOND], [LAST, PLAIN, SECOND], "first"),
    "Less": ([FIRST, SECOND, LAST, PLAIN], [SECOND, LAST, PLAIN], "first"),
}
"""The lines of a constructor before and after a fix, and the name that it says it changes."""


def text_of(side: int) -> str:
    """All classes as they are on one side."""
    made = "import torch\nfrom torch import nn\n"
    for name, each in CLASSES.items():
        lines = "".join(f"        {line}\n" for line in ["super().__init__()", *each[side]])
        made += f"\n\nclass {name}(nn.Module):\n    def __init__(self, dim=4):\n{lines}{FORWARD}"
    return made


@pytest.fixture(scope="module", params=[False, True], ids=["one after the other", "each draw alone"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is said of each class, and whether each draw of random numbers was alone."""
    folder = tmp_path_factory.mktemp("compared")
    says = {f"sample.{name}": [said] for name, (_, _, said) in CLASSES.items()}
    (folder / "request.json").write_text(json.dumps(
        {"classes": [("sample", name) for name in CLASSES], "says": says, "alone": request.param}))
    for number, side, known in ((0, "before", ()), (1, "after", (str(folder / "before.pt"),))):
        (folder / side).mkdir()
        (folder / side / "sample.py").write_text(text_of(number))
        subprocess.run([sys.executable, str(COMPARED), str(folder / side), str(folder / "request.json"),
                        str(folder / f"{side}.pt"), *known], check=True)
    answers = json.loads((folder / "after.json").read_text())
    return {name: answers[f"sample.{name}"] for name in CLASSES} | {"alone": request.param}


def test_a_tensor_that_follows_is_no_difference(found: dict[str, Any]) -> None:
    """A safe fix: nothing but that the tensor moves."""
    moved = found["Moved"]
    assert (moved["differences"], moved["said"], moved["follows"], moved["called"]) == ([], [], ["scale"], True)


def test_only_the_keys_that_a_fix_names_are_expected(found: dict[str, Any]) -> None:
    """A new key is one that the fix says, or a difference, and then for the old checkpoint too."""
    assert (found["Saved"]["differences"], found["Saved"]["said"]) == ([], ["scale"])
    wrong = found["Unsaid"]["differences"]
    assert wrong[0] == "state: ['scale']" and wrong[1].startswith("checkpoint: RuntimeError")
    assert "state: ['more.bias', 'more.weight']" in found["Another"]["differences"]


def test_what_a_key_holds_is_compared(found: dict[str, Any]) -> None:
    """That a fix says a name excuses no other value."""
    assert {"value of scale", "forward: another output 0"} <= set(found["Value"]["differences"])


def test_the_order_of_parameters_is_compared(found: dict[str, Any]) -> None:
    """An optimizer's old state goes by it."""
    assert "parameters: another order" in found["Order"]["differences"]


def test_what_draws_less_is_compared_by_each_draw_alone(found: dict[str, Any]) -> None:
    """A layer less: other numbers by the seed alone, and none where each draw is alone."""
    assert found["Less"]["draws others"]
    assert ("value of last.weight" in found["Less"]["differences"]) != found["alone"]
    assert not (found["alone"] and found["Less"]["differences"])
