"""TSM102: a tensor that requires grad and is no Parameter."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.events import Held
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.registry import Operation, Place
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Container, Parameter
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.context import called_name, is_of_self
from flake8_torchstate.report.statements import assignment, reads, reshapes
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import assigned_later, updated_later
from flake8_torchstate.report.words import Help, Words, clauses, said
from flake8_torchstate.rules.chain import after_init
from flake8_torchstate.rules.containers import inside
from flake8_torchstate.rules.lines import Registration, put_inside


def check(report: Report) -> Iterator[Mistake]:
    """Tensors with grad that are plain attributes when construction is over."""
    for lost in report.lost_tensors:
        if lost.value.grad is True and not lost.alias:
            yield RULE.at(lost.site, partial(message, report, lost), lost.name, partial(fix, report, lost))
    for name, held, site in among_buffers(report.state):
        yield RULE.at(site, partial(among_buffers_message, report, name, held, site), name)


def among_buffers(state: ModuleState) -> Iterator[tuple[str, Held, Site]]:
    """The Parameters that are made for `register_buffer`."""
    for name, held in ((name, held) for name, entries in state.names.items() for held in entries):
        value, slot = held.value, held.slot
        if slot is None or not slot.holds(Place.BUFFERS) or not isinstance(value, Parameter) or not value.grad:
            continue
        if value.made is None or held.site is None or value.made.node is not held.site.node:
            continue  # something else may have it too
        if held.operation is Operation.REGISTER_BUFFER and state.alive(held):
            yield name, held, held.site


def among_buffers_message(report: Report, name: str, held: Held, site: Site, texts: Texts) -> Words:
    """What a Parameter is among the buffers, and what to write."""
    line = f"self.{report.written(name)} = {texts.expression(site, held.expression)}"
    return Words(said("'{}' is a Parameter registered as a buffer: parameters() misses it, no optimizer sees it", name),
                 Help("assign the Parameter", line))


def fix(report: Report, lost: LostTensor) -> Fix | Refusal:
    """nn.Parameter around the expression."""
    from flake8_torchstate.fixers.parameters import parameter_fix  # flake8 has no use for it

    return parameter_fix(report, lost)


def message(report: Report, lost: LostTensor, texts: Texts) -> Words:
    """What happens to the tensor, and what to write."""
    if lost.later is not None:
        taken = f"line {lost.later.site.position()[0]} registers the name"
        return Words(said(f"'{{}}' requires grad but isn't a Parameter, and {taken}: KeyError", lost.name),
                     Help("delete this assignment"))
    later = assigned_later(report, lost.name)
    anew = Help(f"leave it out here, if line {later[0]} gives it anew before it is read") if later else None
    if lost.value.spoiled is not None and anew is None and shares_memory(lost.site.node):
        anew = Help("keep the Parameter under a name of its own, and expand it in forward")
    if lost.value.spoiled is not None:
        return Words(said("'{}' is no longer a Parameter: an operation on one gives a plain tensor, never trained",
                          lost.name), anew or put_inside(report, lost, lost.value.spoiled, texts))
    made = f"{spelt(report, 'Parameter')}({texts.expression(lost.site, lost.expression)})"
    line = Registration(report, lost, texts).registered_apart() or assignment(
        texts, lost.site, report.written(lost.name), made)
    if reads(lost.site, lost.expression, lost.name):
        return Words(said("'{}' is computed anew: an optimizer that has the tensor of before doesn't train this one",
                          lost.name), Help("make it an nn.Parameter first, and change its .data here"))
    if lost.value.history:
        return Words(said("'{}' is computed from what requires grad: no Parameter, never trained, not moved by .to()",
                          lost.name), of_computed(report, lost, line, anew))
    kept = next((items.name for items in report.lost_items if isinstance(items.holder, Container)
                 and lost.value in inside(items.holder)), None)
    if kept is not None and not lost.in_class_body:
        return Words(said("'{}' requires grad but isn't a Parameter: not saved by state_dict(), left behind by .to()",
                          lost.name),
                     Help("make it an nn.Parameter", line,
                          f"keep {report.written(kept)} from the other optimizer, and"))
    if later and not updated_later(report, lost.name):
        return Words(said("'{}' requires grad but isn't a Parameter: not saved by state_dict(), left behind by .to()",
                          lost.name), Help(""))  # it may hold what methods compute, which must keep its graph
    where = clauses(f"copy into it under torch.no_grad() in line {later[0]}, and here" if later else "",
                    after_init(lost.site, lost.early), "in __init__" if lost.in_class_body else "")
    return Words(said("'{}' requires grad but isn't a Parameter: no optimizer sees it, and it isn't saved", lost.name),
                 Help("make it an nn.Parameter", line, where))


def of_computed(report: Report, lost: LostTensor, line: str, anew: Help | None) -> Help:
    """What to do about what is computed of a Parameter; line: the one that makes it one itself; anew: what to do where
    forward gives the name something else.
    """
    if updated_later(report, lost.name) or lost.name in report.context.written_elsewhere:
        return Help("")
    if anew is not None:
        return anew
    if is_of_self(lost.expression) or reshapes(lost.site.node):  # another name, or parts and copies of one memory
        local = not any(map(is_of_self, ast.walk(lost.expression or ast.Pass())))
        return Help(clauses("register the Parameter that it's made of, and" if local else "", "compute it in forward"))
    return Help("make it an nn.Parameter", line, "compute it in forward, or if it is trained by itself,")


def shares_memory(node: ast.stmt | None) -> bool:
    """Whether a statement expands a tensor: an optimizer can't write to what stands in one memory several times."""
    return any(isinstance(part, ast.Call) and called_name(part) in ("expand", "expand_as", "broadcast_to")
               for part in ast.walk(node or ast.Pass()))


RULE = Rule(
    code="TSM102",
    name="untracked-parameter",
    summary="a tensor that requires grad isn't a Parameter: no optimizer will ever see it",
    explanation="""\
`model.parameters()` gives what was assigned as `nn.Parameter` and nothing else. A tensor with `requires_grad=True`
gets gradients, but no optimizer updates it, `state_dict()` doesn't save it and `.to()` leaves it behind. The same
happens to a Parameter that goes through an operation: `nn.Parameter(w) * 0.01`, `nn.Parameter(w).to(device)` and
`.cuda()` give plain tensors.

Put `nn.Parameter(…)` around the whole expression, as its outermost call, and leave the device to `model.to(…)`.""",
    bad="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features)) * 0.01
""",
    good="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features) * 0.01)
""",
    silences="What gives back the Parameter itself: `requires_grad_()`, `nn.init.…_()`, `copy.deepcopy()`.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` puts `nn.Parameter(…)` around the whole expression, and takes away one inside of it.
The tensor is then trained, and `state_dict()` has one key more, so that old checkpoints need `strict=False`. The
result of an operation on another Parameter becomes a property, computed at each use. There is no fix where anything
else is assigned to the name.""",
    check=check,
)
