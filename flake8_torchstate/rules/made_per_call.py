"""TSM108: a Parameter or a layer that is made at each call."""
from __future__ import annotations

from collections.abc import Iterator

from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import MadePerCall
from flake8_torchstate.model.values import Module


def check(report: Report) -> Iterator[Mistake]:
    """Parameters and layers with state that `forward` or a property constructs."""
    for event in report.events(MadePerCall):
        what = event.made.label if isinstance(event.made, Module) else "nn.Parameter"
        never = "never trained" if event.kept else "never trained and never saved"
        text = said(f"{{}} is constructed in '{{}}': new at each call, {never}", what, event.within)
        instead = "leave out nn.Parameter(), through which no gradients go" if event.computed else (
            "construct it in __init__ and use it here")
        yield RULE.at(event.site, Words(text, Help(instead)))


RULE = Rule(
    code="TSM108",
    name="made-per-call",
    summary="a Parameter or a layer with weights is constructed in `forward`: new at each call, never trained",
    explanation="""\
A layer that `forward` constructs has fresh random weights at each call. It belongs to no table of the module: no
optimizer sees it and it's never saved.

Construct it in `__init__`, assign it to `self`, and use it in `forward`.""",
    bad="""\
from torch import nn


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def forward(self, x):
        return nn.Linear(self.width, 1)(x)
""",
    good="""\
from torch import nn


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        return self.out(x)
""",
    silences="""\
Layers without parameters and buffers (`nn.ReLU()(x)`); what is stored on the module under a condition, as a lazily
built layer is, unless the condition asks for settings alone, which no method changes; `nn.Parameter(…,
requires_grad=False)`, which is a table; a `cached_property`.""",
    check=check,
)
