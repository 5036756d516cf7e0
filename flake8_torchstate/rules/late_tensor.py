"""TSM901: a bare tensor set outside of construction."""
from __future__ import annotations

from collections.abc import Iterator

from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import LateTensor


def check(report: Report) -> Iterator[Mistake]:
    """Tensors that methods other than the constructor assign to plain attributes."""
    for event in report.events(LateTensor):
        text = said("'{}' becomes a bare tensor after construction: not saved, left behind by .to()", event.name)
        line = f'self.register_buffer("{event.name}", None)' if "{" not in event.name else ""
        yield RULE.at(event.site, Words(text, Help("register it as a buffer of None", line, "in __init__")))


RULE = Rule(
    code="TSM901",
    name="late-tensor",
    summary="a bare tensor is set outside of construction (off by default)",
    explanation="""\
A tensor that a method assigns to a plain attribute is state that PyTorch doesn't know of. As a cache that each call
makes anew it's harmless, which is why this rule is off by default.

Register the name in `__init__`, as None where there is no value yet: what is assigned to it later is a buffer too.""",
    bad="""\
import torch
from torch import nn


class Cache(nn.Module):
    def reset(self):
        self.steps = torch.zeros(1)
""",
    good="""\
import torch
from torch import nn


class Cache(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("steps", None)

    def reset(self):
        self.steps = torch.zeros(1)
""",
    silences="Names that construction registered.",
    check=check,
    default=False,
)
