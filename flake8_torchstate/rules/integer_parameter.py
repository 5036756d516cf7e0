"""TSM305: a Parameter that PyTorch can't make, or can't change in place."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import BadParameter


def check(report: Report) -> Iterator[Mistake]:
    """Parameters of integers, and in-place operations on fresh leaves."""
    for event in report.events(BadParameter):
        yield RULE.at(event.site, partial(message, event), fix=partial(fix, report, event))


def fix(report: Report, event: BadParameter) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.statements import without_gradient  # flake8 has no use for it

    return without_gradient(report, event)


def message(event: BadParameter, texts: Texts) -> Words:
    """What PyTorch can't do, and what to do instead."""
    what = texts.subject(event.site) if event.expression is None else texts.expression(event.site, event.expression)
    if event.inplace is None:
        return Words(said("integers or bools can't require grad: '{}' raises RuntimeError", what),
                     Help("make it floating point, register it as a buffer, or pass requires_grad=False"))
    return Words(said("'{}' changes a Parameter that requires grad in place: RuntimeError", what),
                 Help("change the tensor before nn.Parameter() gets it, or do it under torch.no_grad()"))


RULE = Rule(
    code="TSM305",
    name="integer-parameter",
    summary="`nn.Parameter` of an integer or bool tensor with grad, or changed in place: RuntimeError",
    explanation="""\
Only floating point and complex tensors can require grad: `nn.Parameter(torch.arange(3))` raises RuntimeError. An
in-place operation on a Parameter that requires grad, outside of `torch.no_grad()`, raises RuntimeError as well.

Register integers and bools as a buffer, or pass `requires_grad=False`. Change the tensor before `nn.Parameter(…)` is
put around it, or under `torch.no_grad()`; the functions of `nn.init` do that themselves.""",
    bad="""\
import torch
from torch import nn


class Index(nn.Module):
    def __init__(self):
        super().__init__()
        self.order = nn.Parameter(torch.arange(3))
""",
    good="""\
import torch
from torch import nn


class Index(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("order", torch.arange(3))
""",
    silences="`requires_grad=False`; a tensor whose dtype isn't known.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` writes `requires_grad=False` for a Parameter of integers or bools, which is then
saved and moved, and not trained, and puts a change in place under `torch.no_grad()`.""",
    check=check,
)
