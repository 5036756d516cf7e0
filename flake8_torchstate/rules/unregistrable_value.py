"""TSM304: a value that a registration refuses."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model import values
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.rules.wrong_kind import kind
from flake8_torchstate.model.events import BadValue, Clash

WANTED = {Operation.REGISTER_BUFFER: "a tensor or None", Operation.REGISTER_PARAMETER: "an nn.Parameter or None",
          Operation.ADD_MODULE: "an nn.Module or None", Operation.REGISTER_MODULE: "an nn.Module or None"}


def check(report: Report) -> Iterator[Mistake]:
    """Registrations that raise TypeError."""
    for event in report.events(Clash):
        if event.raised.error == "TypeError" and event.operation in WANTED:
            text = (f"{event.operation.value} of '{event.name}' raises TypeError: it was given {kind(event.value)} "
                    f"and takes {WANTED[event.operation]}{advice(event)}")
            yield RULE.at(event.site, text, fix=partial(fix, report, event))
    for bad in report.events(BadValue):
        yield RULE.at(bad.site, partial(message, bad))


def fix(report: Report, event: Clash) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.statements import registrable  # flake8 has no use for it

    return registrable(report, event)


def message(bad: BadValue, texts: Texts) -> str:
    """What was given to a container of modules."""
    return (f"{texts.statement(bad.site)} gives {kind(bad.value)} to {bad.what}, which takes {bad.expected}: "
            f"TypeError{nested(bad)}")


def advice(event: Clash) -> str:
    """What to write instead."""
    if event.operation is Operation.REGISTER_PARAMETER and isinstance(event.value, values.Tensor):
        return "; write nn.Parameter(…) around the whole tensor"
    if event.operation is Operation.REGISTER_BUFFER and isinstance(event.value, values.Module):
        return f"; write self.{event.name} = … for a module"
    if event.operation is Operation.REGISTER_BUFFER:
        return "; write torch.tensor(…) or torch.as_tensor(…)"
    return ""


def nested(bad: BadValue) -> str:
    """The advice for lists in lists."""
    if isinstance(bad.value, values.Container) and bad.value.kind == "list":
        return "; write nn.ModuleList(…) around the inner list too"
    if isinstance(bad.value, (values.Class, values.Dotted)):
        return "; call it if it's a class, wrap it in an nn.Module if it's a function"
    return "; wrap it in an nn.Module"


RULE = Rule(
    code="TSM304",
    name="unregistrable-value",
    summary="a value that the registration refuses with TypeError",
    explanation="""\
`register_parameter` takes an `nn.Parameter` that is a leaf, `register_buffer` a tensor, `add_module`,
`nn.Sequential` and `nn.ModuleList` take modules. Anything else but None raises TypeError.

Put `nn.Parameter(…)` around the whole tensor, `torch.tensor(…)` around a number or a list.""",
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("scale", torch.ones(3))
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("scale", nn.Parameter(torch.ones(3)))
""",
    silences="None, which reserves the name; a value that isn't known.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` puts `nn.Parameter(…)` around the tensor that `register_parameter` is given,
`torch.tensor(…)` around the numbers that `register_buffer` is given, and writes `add_module` for a module.""",
    check=check,
)
