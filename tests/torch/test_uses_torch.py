"""Where a message says that a use fails on a GPU, it fails: the meta device stands for one here."""
from __future__ import annotations

import textwrap

import pytest

from flake8_torchstate.analysis import check_source
from tests.helpers import module_text

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


@pytest.mark.parametrize("forward, fails", [
    ("return x * self.x", True),
    ("return self.layer(x) + self.x.float()", True),
    ("y = self.x[:, None]\n    return torch.where(x > 0, x, y)", True),
    ("return self._scaled(x, self.x)", True),
    ("return x * self.x[0]", False),
    ("return x * self.x.sum()", False),
    ("return x[:, self.x.long()]", False),
    ("return x * self.x.to(x.device)", False),
    ("x[0] = self.x\n    return x", False),
    ("return x * len(self.x)", False),
    ("self.x = x\n    return x * self.x", False),
])
def test_a_use_that_is_said_to_fail_does(forward: str, fails: bool) -> None:
    methods = f"def _scaled(self, x, by):\n    return x * by\n\ndef forward(self, x):\n    {forward}\n"
    body = "self.layer = nn.Linear(3, 3)\nself.x = torch.ones(3)"
    text = f"{module_text(body)}\n\n{textwrap.indent(methods, '    ')}"
    assert any("fails on a GPU" in finding.message for finding in check_source(text)) is fails
    names: dict[str, object] = {}
    exec(text, names)
    module = names["M"]().to("meta")  # type: ignore[operator]  # the class is made by exec
    given = torch.ones(3, 3, device="meta")
    if fails:
        with pytest.raises(RuntimeError, match="device"):
            module(given)
    else:
        module(given)
