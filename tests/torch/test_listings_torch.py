"""The five listings with which the project began: after their fixes PyTorch has the state that is meant.

Opt in with `pytest -m torch`, where torch is installed.
"""
from __future__ import annotations

from typing import Any

import pytest

from tests.test_listings import LISTINGS

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

WANTED = {  # saved and trained, saved and not trained, moved and not saved
    "direct": ({"weight", "bias"}, {"running_mean"}, set()),
    "nested": ({"params.weight", "params.bias"}, {"running_mean"}, set()),
    "ordered": (set(), {"params_weight", "params_bias", "params_running_mean"}, set()),
    "statistics": ({"weight", "bias"}, {"running_mean"}, set()),
    "right": ({"weight"}, {"running_mean"}, {"mask"}),
}


def built(text: str) -> Any:
    """An instance of the class of a listing, which is its last one."""
    names: dict[str, Any] = {"__name__": "listing"}
    exec(compile(text, "listing.py", "exec"), names)
    return [c for c in names.values() if isinstance(c, type) and issubclass(c, torch.nn.Module)][-1]()


@pytest.mark.parametrize("case", LISTINGS, ids=lambda case: case.title)
def test_listing(case: Any) -> None:
    """Trained, saved and moved is what docs/what-to-write.md says of each."""
    trained, kept, moved = WANTED[case.title.partition(" ")[0]]
    module = built(case.after)
    assert set(module.state_dict()) == trained | kept
    assert {name for name, p in module.named_parameters() if p.requires_grad} == trained
    assert {name for name, _ in module.named_buffers()} == kept | moved
    assert all(t.dtype == torch.float64 for t in [*module.to(torch.float64).parameters(), *module.buffers()])
    module.load_state_dict(built(case.after).state_dict())
    if case.title.startswith("statistics"):
        assert module(torch.ones(2, 10, dtype=torch.float64)).shape == (2, 10)
    if case.title.startswith("ordered"):
        params = module.to("meta").params
        assert type(params).__name__ == "OrderedDict" and list(params) == ["weight", "bias", "running_mean"]
        assert all(tensor.is_meta for tensor in params.values())
