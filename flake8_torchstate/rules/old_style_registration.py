"""TSM904: a buffer or Parameter that is registered by the text of its name."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model import values
from flake8_torchstate.model.events import Clash, Write
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.model.values import Parameter, Tensor
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.statements import calls_of, second
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said


def check(report: Report) -> Iterator[Mistake]:
    """Registrations that an assignment can stand for: of a tensor, or of what is a Parameter already."""
    if report.state.own_setattr:
        return
    raising = {event.site.position() for event in report.events(Clash)}
    for write in report.state.written:
        if can_be_assigned(write) and report.own(write.site) and write.site.position() not in raising and (
                report.context.registers(write.site, write.name)):
            yield RULE.at(write.site, partial(message, report, write), write.name, partial(fix, report, write))


def can_be_assigned(write: Write) -> bool:
    """Whether a registration gives the name nothing but tensors or Parameters: None has no counterpart."""
    given = [option.value for option in values.options(write.value)]
    if write.operation is Operation.REGISTER_BUFFER:
        return all(isinstance(value, Tensor) and value.grad is not True for value in given)
    return write.operation is Operation.REGISTER_PARAMETER and all(isinstance(value, Parameter) for value in given)


def message(report: Report, write: Write, texts: Texts) -> Words:
    """What is registered, and what does the same."""
    call = next(iter(calls_of(write.site, write.operation.value)), None)
    text = said(f"'{{}}' is registered by {write.operation.value}, of which type checkers see nothing", write.name)
    if write.operation is Operation.REGISTER_BUFFER:
        line = f"self.{write.name} = {spelt(report, 'Buffer')}({given_to_buffer(write, call, texts)})"
        return Words(text, Help("assign an nn.Buffer", line, "from torch 2.5 on"))
    value = texts.expression(write.site, value_of(call, "param"))
    return Words(text, Help("assign it", f"self.{write.name} = {value}"))


def given_to_buffer(write: Write, call: ast.Call | None, texts: Texts) -> str:
    """What nn.Buffer takes: the tensor, and whether `state_dict()` has it."""
    value = value_of(call, "tensor")
    text = texts.expression(write.site, value)
    if call is None or value is None:
        return text
    more = call.args[2] if len(call.args) > 2 else next((k.value for k in call.keywords if k.arg == "persistent"), None)
    return text if more is None else f"{text}, persistent={texts.expression(write.site, more)}"


def value_of(call: ast.Call | None, keyword: str) -> ast.expr | None:
    """The value that a registration is given; None where its arguments aren't all written there."""
    if call is None or any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        return None
    return second(call, keyword)


def fix(report: Report, write: Write) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.modern import assigned  # flake8 has no use for it

    return assigned(report, write)


RULE = Rule(
    code="TSM904",
    name="old-style-registration",
    summary="`register_buffer` or `register_parameter` where an assignment does the same (off by default)",
    explanation="""\
From torch 2.5 on, `self.mask = nn.Buffer(tensor)` registers a buffer as `self.weight = nn.Parameter(tensor)` registers
a Parameter. Type checkers and editors see the name then, and a name that is misspelt is found.

The rule is for code that needn't run on torch 2.4. It runs where its whole code is chosen:
`extend-select = TSM904`.""",
    bad="""\
import torch
from torch import nn


class Causal(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer("mask", torch.ones(size, size).tril(), persistent=False)
""",
    good="""\
import torch
from torch import nn


class Causal(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.mask = nn.Buffer(torch.ones(size, size).tril(), persistent=False)
""",
    silences="""\
None, which `nn.Buffer` would turn into a tensor; names that aren't written there; tensors that require grad; a value
that isn't known.""",
    fix="""\
Safe: `--fix` writes `self.x = nn.Buffer(…)` for `self.register_buffer("x", …)` and `self.w = nn.Parameter(…)` for
`self.register_parameter("w", nn.Parameter(…))`. Keys and values stay the same.""",
    check=check,
    default=False,
    alone=True,
)
