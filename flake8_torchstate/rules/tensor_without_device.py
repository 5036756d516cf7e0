"""TSM902: a tensor made in forward without a device."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import Undeviced


def check(report: Report) -> Iterator[Mistake]:
    """Tensors that forward makes on the default device."""
    for event in report.events(Undeviced):
        if event.fixed is None:
            yield RULE.at(event.site, partial(message, event))


def message(event: Undeviced, texts: Texts) -> Words:
    """What is made, and what to pass."""
    return Words(said("'{}' is made on the default device, wherever the model is",
                      texts.expression(event.site, event.expression)),
                 Help("pass device=, such as the device of an input"))


RULE = Rule(
    code="TSM902",
    name="tensor-without-device",
    summary="a tensor is made in `forward` without `device=` (off by default)",
    explanation="""\
A tensor that `forward` makes without `device=` is on the default device, usually the CPU, and meets inputs on the GPU.

Pass `device=x.device`, where `x` is an input or a parameter.""",
    bad="""\
import torch
from torch import nn


class Shift(nn.Module):
    def forward(self, x):
        return x + torch.arange(4)
""",
    good="""\
import torch
from torch import nn


class Shift(nn.Module):
    def forward(self, x):
        return x + torch.arange(4, device=x.device)
""",
    silences="Functions that take the device of their argument, such as `torch.zeros_like(x)`.",
    check=check,
    default=False,
)
