"""TSM101: a tensor that stays a plain attribute."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.code.classes import CLASSMETHOD, STATIC, functions_of
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.report.context import COMPLEX
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.purpose import has_dimensions, is_idle, is_weight, moved_parameter, tensor_life
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import Fate
from flake8_torchstate.report.uses import BROUGHT, PART
from flake8_torchstate.report.words import HOLE, Help, Words, said
from flake8_torchstate.rules.lines import Registration


def check(report: Report) -> Iterator[Mistake]:
    """Tensors without grad that are plain attributes when construction is over, and that methods may compute with."""
    for lost in report.lost_tensors:
        if lost.value.grad is not True and not lost.alias and not is_idle(report, lost):
            yield RULE.at(lost.site, partial(message, report, lost), lost.name, partial(fix, report, lost))


def fix(report: Report, lost: LostTensor) -> Fix | Refusal:
    """The registration in place of the assignment, or nn.Parameter around what is meant to be trained."""
    from flake8_torchstate.fixers.buffers import buffer_fix  # flake8 has no use for it
    from flake8_torchstate.fixers.parameters import parameter_fix

    if moved_parameter(report, lost) is not None:
        return Refusal("it is a Parameter that is moved at once")
    return parameter_fix(report, lost) if is_weight(report, lost) else buffer_fix(report, lost)


def message(report: Report, lost: LostTensor, texts: Texts) -> Words:
    """What happens to the tensor, and the line to write."""
    name, registration = report.written(lost.name), Registration(report, lost, texts)
    if lost.later is not None:
        form = f"'{{}}' is a bare tensor, and line {lost.later.site.position()[0]} registers the same name: KeyError"
        return Words(said(form, name), Help("delete this assignment"))
    if lost.in_class_body and any(lost.name in method.outline.mentioned for method in functions_of(report.cls)
                                  if {CLASSMETHOD, STATIC} & set(method.decorators())):
        copy = registration.buffer(f"self.{name}.clone()", name=f"{lost.name}_")
        return Words(said("'{}' is a tensor of the class, which its own methods read: left behind by .to()", name),
                     Help("register a copy as a buffer", copy, "in __init__, for forward to compute with,"))
    if lost.in_class_body:
        return Words(said("'{}' is a tensor of the class: not saved by state_dict(), left behind by .to()", name),
                     registration.as_buffer(registration.buffer(registration.value()), "in __init__"))
    form, *names = what_is_lost(report, lost)
    for told in ((form, *names), (form, *["a method"] * len(names)), ("not saved, and left behind by .to()",)):
        text = said(f"'{{}}' is a bare tensor: {told[0]}", name, *told[1:])
        if HOLE not in text and ": " in text:
            break
    return Words(text, registration.advice(imaginary_part(report, lost)))


REAL = frozenset("real imag abs angle view_as_real norm".split())
"""What makes real numbers of complex ones."""


def imaginary_part(report: Report, lost: LostTensor) -> str:
    """The condition under which a buffer of complex numbers is right: moved to another dtype it loses a part."""
    from flake8_torchstate.fixers.precision import words_behind

    node, value = lost.site.node, lost.expression
    words = words_behind(report, node, value) if node is not None and value is not None else set[str]()
    complex_ = bool(words & COMPLEX) and not words & REAL
    return "unless .to(torch.bfloat16) is used, which drops imaginary parts," if complex_ else ""


def what_is_lost(report: Report, lost: LostTensor) -> tuple[str, ...]:
    """What PyTorch doesn't do with the tensor, and where a method runs into it: with places for names, and these."""
    life = tensor_life(report, lost)
    use = life.use
    if life.fate is Fate.MOVED and use is not None and use.how != BROUGHT:
        return f"not in state_dict(), moved by hand in {{}} (line {use.line})", use.method
    if life.fate is Fate.MEETS and use is not None and use.how != PART and has_dimensions(lost.expression):
        return f"not saved by state_dict(), and {{}} fails on a GPU (line {use.line})", use.method
    return ("not saved by state_dict() and left behind by .to()",)


RULE = Rule(
    code="TSM101",
    name="bare-tensor",
    summary="a tensor is a plain attribute: not in `state_dict()`, left behind by `.to()`, unseen by DDP",
    explanation="""\
PyTorch keeps a module's tensors as parameters or as buffers. A tensor that is assigned to a plain attribute is
neither: it isn't in `state_dict()`, so that it's lost when the model is saved; `.to()`, `.cuda()` and `.half()`
leave it where it was, so that the first batch on the GPU fails; DDP doesn't broadcast it.

Register it as a buffer. With `persistent=False` it moves with the model and stays out of `state_dict()`: right for
what the constructor is given or computes again, and old checkpoints still load. Leave out `persistent=False` for what
training changes, such as running statistics, and for what is drawn at random: then it is saved. What an optimizer
should train is an `nn.Parameter`.""",
    bad="""\
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.running_mean = torch.zeros(features)
""",
    good="""\
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(features))
""",
    silences="""\
What no method computes with on the module's device: see [TSM905](TSM905.md); a placeholder that a Parameter or buffer
replaces before construction ends; names that the class's own `_apply`, `to`, `cuda`, … moves; a class with its own
`__setattr__`; `object.__setattr__` and `self.__dict__[…]`; a value that isn't known.""",
    fix="""\
Safe: `--fix` writes `self.register_buffer("x", …, persistent=False)` in place of the assignment; an annotation stays as
`self.x: torch.Tensor`, on a line of its own. `state_dict()` keeps its keys, so that what loads today still loads; the
tensor follows `.to()`, and what meets it in an expression (`self.high - self.low`) becomes a buffer with it. With
`--torchstate-buffer-style nn.Buffer` it is `self.x = nn.Buffer(…, persistent=False)`.

Unsafe: `--fix --unsafe-fixes` writes `nn.Parameter(…)` for what looks like it should be trained, and leaves
out `persistent=False` where the value must be saved, as the message says: what training changes, such as running
statistics, and what is drawn at random. `state_dict()` then has one key more. `--persistent always` does so with
every buffer, `--persistent never` with none. Unsafe too are tables of numbers (`torch.arange`, `torch.linspace`) and
tensors of a stated `float32` or `float64`: `.half()` and `.to(torch.bfloat16)` leave plain tensors alone, and round
buffers. So is an argument's tensor: it may be a Parameter, which would no longer be trained; and a name that a method
may set by a text that isn't known, since a buffer takes nothing but tensors.

There is no fix where something else fits better than a buffer: for a second copy of a buffer, for what `forward`
replaces before it reads it, for what is only read as a number. Nor is there one where it could break the class, on the
CPU or on a GPU: when something that may not be a tensor is assigned to the same name, here, in a subclass or in
another file of the project; when a base that isn't fully known may have the name; when another branch registers it;
when an expression uses it together with a tensor that stays on the CPU, or gives it to numpy; before
`super().__init__()`, and for complex numbers.""",
    check=check,
)
