"""TSM104: Parameters inside of something that PyTorch doesn't look into."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.rules.containers import DISTRIBUTION, PARAMETERS, fix, in_constructor, instead, place
from flake8_torchstate.model.values import Container


def check(report: Report) -> Iterator[Mistake]:
    """Parameters in containers and other objects on self, and in class bodies."""
    for lost in report.lost_items:
        if lost.kind == "parameters":
            yield RULE.at(lost.site, partial(message, report, lost), lost.name, partial(fix, report, lost))


def message(report: Report, lost: LostItems, texts: Texts) -> Words:
    """What happens to the Parameters, and what to write."""
    if lost.in_class_body and lost.holder is None:
        return Words(said("'{}' is a Parameter of the class: registered by no instance and shared by all", lost.name),
                     in_constructor(lost, texts))
    text = said("'{}' keeps Parameters in {}: parameters() misses them, no optimizer sees them", lost.name, place(lost))
    if isinstance(lost.holder, Container):
        return Words(text, instead(report, lost, PARAMETERS, texts))
    return Words(text, Help(
        "assign each Parameter to an attribute of this module, and make the distribution in forward"
        if place(lost).endswith(DISTRIBUTION) else
        "assign the Parameter to an attribute of this module too, or make its holder an nn.Module"))


RULE = Rule(
    code="TSM104",
    name="parameters-in-container",
    summary="Parameters in a list, dict, …, or in the class body: `parameters()` doesn't give them",
    explanation="""\
A Parameter is registered when it is assigned to an attribute of the module. In a list, a dict or another object it
isn't: `parameters()` doesn't give it, so that no optimizer updates it, and it's neither saved nor moved. As an
attribute of the class it's registered by no instance, and all instances share it.

Write `nn.ParameterList([…])` for a list and `nn.ParameterDict({…})` for a dict whose keys are strings.""",
    bad="""\
import torch
from torch import nn


class Mixture(nn.Module):
    def __init__(self, parts):
        super().__init__()
        self.means = [nn.Parameter(torch.randn(2)) for _ in range(parts)]
""",
    good="""\
import torch
from torch import nn


class Mixture(nn.Module):
    def __init__(self, parts):
        super().__init__()
        self.means = nn.ParameterList([nn.Parameter(torch.randn(2)) for _ in range(parts)])
""",
    silences="Parameters that the same construction registers elsewhere: `self.decay = [self.weight]`.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` writes `nn.ParameterList([…])` or `nn.ParameterDict({…})`, only where the class does
nothing with the container that these can't do. The Parameters are then trained, and `state_dict()` has their
keys.""",
    check=check,
)
