"""TSM203: an assignment that raises TypeError, or AttributeError over a property."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.knowledge.names import FORWARD
from flake8_torchstate.model import values
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.model.registry import Operation, Place
from flake8_torchstate.model.events import Clash
from flake8_torchstate.model.questions import library_base
from flake8_torchstate.model.state import lacks_setter
from flake8_torchstate.model.values import NoneValue, Tensor
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.statements import assigned, reshapes
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.rules.containers import ARTICLES

PLACES = {Place.PARAMETERS: "a Parameter", Place.BUFFERS: "a buffer", Place.MODULES: "a submodule"}
WANTED = {Place.PARAMETERS: "an nn.Parameter or None", Place.BUFFERS: "a tensor or None",
          Place.MODULES: "an nn.Module or None"}
STRONGEST = (Place.PARAMETERS, Place.MODULES, Place.BUFFERS)


def check(report: Report) -> Iterator[Mistake]:
    """Assignments over a registered name that PyTorch refuses."""
    for event in report.events(Clash):
        if event.operation is not Operation.ASSIGN:
            continue
        if event.raised.error == "TypeError":
            yield RULE.at(event.site, partial(message, report, event), event.name, partial(fix, report, event))
        elif lacks_setter(event.raised):
            yield RULE.at(event.site, read_only(report, event), event.name, partial(renamed, report, event))


def renamed(report: Report, event: Clash) -> Fix | Refusal:
    """The fix of an assignment over a property."""
    from flake8_torchstate.fixers.renames import another_name  # flake8 has no use for it

    return another_name(report, event, event.name)


def read_only(report: Report, event: Clash) -> Words:
    """Whose property has the name."""
    _, owner = report.state.ground(event.name)
    name = owner.name if owner is not None else library_base(report.cls, event.name)
    return Words(said("'{}' is a read-only property of {}: assigning to it raises AttributeError",
                      event.name, name), Help("use another name"))


def fix(report: Report, event: Clash) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.statements import of_the_right_kind  # flake8 has no use for it

    return of_the_right_kind(report, event)


def message(report: Report, event: Clash, texts: Texts) -> Words:
    """What is there, what may go there, and how to change its values instead."""
    slot = event.earlier.slot
    place = slot.place if slot is not None and slot.place is not None else Place.PARAMETERS
    place = next((p for p in STRONGEST if slot is not None and slot.holds(p)), place)
    form = f"is {PLACES.get(place, 'registered')}: assigning {kind(event.value)} raises TypeError"
    text = said(f"'{{}}' of {{}} {form}", event.name, event.child) if event.child else said(
        f"'{{}}' {form}", event.name)
    if place is Place.PARAMETERS and values.is_tensor(event.value or values.Unknown()):
        new = isinstance(event.earlier.value, NoneValue) or reshapes(event.site.node)
        if new and event.site.function is not None and event.site.function.name in FORWARD:
            return Words(text, Help("use another name: an nn.Parameter made here is a new one at each call"))
        either = report.may_be_buffer(event.name)  # one line must do for both
        do = "change its values in place" if either else "put nn.Parameter() around the tensor"
        return Words(text, Help(do, over_parameter(report, event, texts, either)))
    line = filled(event, texts) if place is Place.BUFFERS else ""
    return Words(text, Help(f"assign only {WANTED.get(place, 'what is of its own kind')}", line))


def filled(event: Clash, texts: Texts) -> str:
    """The line that gives a number to a buffer that can hold it; "" for others."""
    from flake8_torchstate.fixers.statements import number_kind  # only a message needs it

    found, held, number = assigned(texts, event.site), event.earlier.value, number_kind(event.value)
    fits = isinstance(held, Tensor) and bool(number) and held.dtype in ("float", number)
    return f"{found.target}.fill_({found.value})" if found is not None and fits else ""


def over_parameter(report: Report, event: Clash, texts: Texts, either: bool) -> str:
    """The line for a tensor over a Parameter: a new Parameter, or new values for the one that is there.

    None can't get new values, and a Parameter made outside of construction is one that no optimizer knows; either: the
    name may be a buffer too.
    """
    value, name = event.value, spelt(report, "Parameter")
    more = ", requires_grad=False" if isinstance(value, Tensor) and value.dtype in ("int", "bool") else ""
    found = assigned(texts, event.site)
    if found is None:
        return ""
    constructing = event.site.function is None or event.site.function in report.state.ran
    reshaped = reshapes(event.site.node)
    if either and (reshaped or isinstance(event.earlier.value, NoneValue)):
        return ""
    if not either and (isinstance(event.earlier.value, NoneValue) or more or constructing or reshaped):
        return found.with_value(f"{name}({found.value}{more})")
    return f"with torch.no_grad(): {found.target}.copy_({found.value})"


def kind(value: values.Value | None) -> str:
    """What was assigned, in words."""
    for cls, text in ((values.Tensor, "a tensor"), (values.Buffer, "a buffer"), (values.Module, "a module"),
                      (values.Plain, "a plain value"),
                      (values.Holder, "another object"), (values.Parameter, "a Parameter"),
                      (values.Function, "a function"), (values.Class, "a class"),
                      (values.Dotted, "a function or class")):
        if isinstance(value, cls):
            return text
    if isinstance(value, values.Container):
        return ARTICLES.get(value.kind, "a container")
    return "another object" if not isinstance(value, values.Unknown) else "the result of arithmetic"


RULE = Rule(
    code="TSM203",
    name="wrong-kind",
    summary="an assignment raises TypeError: a tensor over a Parameter, a number over a buffer, …",
    explanation="""\
Once a name is a parameter, buffer or submodule it stays one. A Parameter's name takes a Parameter or None, a buffer's
a tensor or None, a submodule's a module or None; anything else raises TypeError, in `forward` as in `__init__`. A name
that is a property without a setter takes nothing at all: AttributeError.

Change the values in place instead: `self.steps.fill_(0)`, and for a Parameter under `torch.no_grad()`. Or use another
name for the other thing.""",
    bad="""\
import torch
from torch import nn


class Gain(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(3))

    def double(self):
        self.gain = self.gain * 2
""",
    good="""\
import torch
from torch import nn


class Gain(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(3))

    @torch.no_grad()
    def double(self):
        self.gain.mul_(2)
""",
    silences="A name that some method deletes; a value that isn't known.",
    fix="""\
Safe: `--fix` writes `self.steps.fill_(0)` for a number that is assigned to a buffer.

Unsafe: `--fix --unsafe-fixes` puts `nn.Parameter(…)` around a tensor that the constructor assigns to a Parameter's
name, and in other methods changes the values of the Parameter that is there. Over a property it uses another name.""",
    check=check,
)
