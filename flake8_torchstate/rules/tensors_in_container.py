"""TSM103: tensors inside of something that PyTorch doesn't look into."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.report.context import is_of_self
from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.purpose import is_placeholder, items_life
from flake8_torchstate.report.usage import IDLE, Fate, assigned_later, read_again, read_in, updated_later
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.uses import BROUGHT
from flake8_torchstate.report.words import MOST_LINE, Help, Words, clauses, said
from flake8_torchstate.rules.chain import after_init, is_read_by_init
from flake8_torchstate.rules.containers import DISTRIBUTION, TENSORS, fix, for_each, given, inside, instead, place
from flake8_torchstate.model.values import Container, NoneValue, Parameter, Tensor


def check(report: Report) -> Iterator[Mistake]:
    """Tensors in containers and other objects on self, that methods may compute with."""
    told = {lost.value for lost in report.lost_tensors}
    for lost in report.lost_items:
        held = inside(lost.holder) if isinstance(lost.holder, Container) else []
        if held and told.issuperset(held):
            continue  # they have names of their own, which are reported
        if lost.kind == "tensors" and items_life(report, lost).fate not in IDLE:
            yield RULE.at(lost.site, partial(message, report, lost), lost.name, partial(fix, report, lost))


def message(report: Report, lost: LostItems, texts: Texts) -> Words:
    """What happens to the tensors, and what to write."""
    life = items_life(report, lost)
    if life.fate is Fate.MOVED and life.use is not None and life.use.how != BROUGHT:
        form = f"'{{}}' keeps tensors in {{}}: not in state_dict(), moved by hand in {{}} (line {life.use.line})"
        text = said(form, lost.name, place(lost), life.use.method)
    else:
        text = said("'{}' keeps tensors in {}: not in state_dict(), left behind by .to()", lost.name, place(lost))
    return Words(text, help_for(report, lost, texts))


def help_for(report: Report, lost: LostItems, texts: Texts) -> Help:
    """What to do about the tensors."""
    sets = report.account.set_by.get(lost.name, {})
    method = min(sets, key=lambda each: sets[each], default="")
    if sets and not lost.added and not updated_later(report, lost.name) and not read_again(report, lost.name) and (
            sets[method] != lost.site.position()[0]):
        line = f"(line {sets[method]})"
        if read_in(report, lost.name) <= {method}:
            return Help(f"leave it empty here, since {method} gives it others {line}")
        return Help(f"leave it empty here, if {method} gives it others first {line}")
    if assigned_later(report, lost.name):
        return Help("register each tensor as a buffer, and read them by getattr")
    if is_read_by_init(report, lost):
        return Help("keep this line, which super().__init__() reads, and register each tensor after that call")
    if isinstance(lost.holder, Container):
        return each_one(report, lost, lost.holder, texts)
    if place(lost).endswith(DISTRIBUTION):
        return Help("register each tensor as a buffer, and make the distribution in forward")
    return Help("register the tensor as a buffer, and pass it in where it is used")


def each_one(report: Report, lost: LostItems, holder: Container, texts: Texts) -> Help:
    """What to do about tensors in a container: a loop that registers them, where they can all be registered."""
    held = inside(holder)
    early = after_init(lost.site, lost.early)
    if any(isinstance(value, Tensor) and value.grad is True for value in held):
        if is_of_parameter(report, lost):
            return Help("compute it in forward")
        return instead(report, lost, TENSORS, texts)
    node = lost.expression
    empty = isinstance(node, ast.ListComp) and is_placeholder(node.elt)
    anew = empty or not any(isinstance(v, Tensor) and v.drawn for v in held)
    more = ", persistent=False" if anew else ""
    again = read_again(report, lost.name)
    sure = all(isinstance(value, Container) for value in given(report, lost))
    direct = sure and not again and all(isinstance(value, (Tensor, NoneValue)) for value in held)
    line = ""
    if direct and not lost.added and not lost.in_class_body:
        line = for_each(holder, lost.name, texts.expression(lost.site, lost.expression), more)
    return Help("register each tensor as a buffer, and read them by getattr", line,
                clauses("read them by getattr, and" if 0 < len(Help("", line).code) <= MOST_LINE else "", early))


def is_of_parameter(report: Report, lost: LostItems) -> bool:
    """Whether tensors are made of a Parameter of the module, from which new ones would be cut off."""
    read = (node.attr for node in ast.walk(lost.expression or ast.Pass()) if is_of_self(node))
    return any(isinstance(held.value, Parameter) for name in read for held in report.state.names.get(name, ()))


RULE = Rule(
    code="TSM103",
    name="tensors-in-container",
    summary="tensors in a list, dict, tuple, partial, lambda, …, which PyTorch doesn't look into",
    explanation="""\
`state_dict()`, `.to()` and DDP look at a module's own tables and not into Python's containers, nor into what a
`functools.partial`, a lambda, a `torch.distributions` object or an object of another class holds. Tensors in there
stay on the CPU and are not saved.

Register each tensor as a buffer with a name of its own, and read it by `self.anchors_0` or
`getattr(self, f"anchors_{i}")`. Tensors of one shape can be one buffer: `torch.stack(…)`. What a partial or a
distribution needs is passed in where it is used, or the object is made there.""",
    bad="""\
import torch
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.anchors = [torch.zeros(size, 4) for size in sizes]
""",
    good="""\
import torch
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        for i, size in enumerate(sizes):
            self.register_buffer(f"anchors_{i}", torch.zeros(size, 4))
""",
    silences="""\
What no method computes with on the module's device: see [TSM905](TSM905.md); a container that the class's own
`_apply` or `to` moves; a container whose items aren't known.""",
    fix="""\
Unsafe: `--fix --unsafe-fixes` registers each tensor of a list or dict that is assigned once and only read as a buffer,
and a property gives the list or dict of them. One that is filled step by step becomes an `nn.ParameterList` or
`nn.ParameterDict`, with `nn.Parameter(…, requires_grad=False)` around each tensor, only where the class does nothing
with it that these can't do. Tensors in a partial, a lambda, a `torch.distributions` object or beside other things in a
list become buffers too, and a property makes the object of them at each use.""",
    check=check,
)
