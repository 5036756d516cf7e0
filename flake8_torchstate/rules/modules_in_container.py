"""TSM105: Modules inside of something that PyTorch doesn't look into."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.knowledge.reserved import MODULE_METHODS
from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.report.callers import is_given_registered, sets_attributes
from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import called_on, only_first
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.rules.containers import (
    MODULES, fix, in_constructor, instead, on_another_way, place, registers_by_method)
from flake8_torchstate.model.values import Container, Module


def check(report: Report) -> Iterator[Mistake]:
    """Modules in containers and other objects on self, and in class bodies; of a table that another way registers it is
    told once.
    """
    told = set[str]()
    for lost in report.lost_items:
        if lost.kind == "modules" and not (is_kept_out_of_sight(report, lost) or is_given_so(report, lost)
                                           or registers_by_method(report, lost)):
            if lost.name not in told or not on_another_way(report, lost):
                yield RULE.at(lost.site, partial(message, report, lost), lost.name, partial(fix, report, lost))
            told.add(lost.name)


def is_given_so(report: Report, lost: LostItems) -> bool:
    """Whether callers register what the class is given, or give one of PyTorch's containers."""
    if not isinstance(lost.value, Module) or not lost.value.borrowed:
        return False
    holder = lost.holder if isinstance(lost.holder, Container) and lost.holder.borrowed else None
    return sets_attributes(report.context) or is_given_registered(report.context, lost) or (
        holder is not None and not MODULE_METHODS.isdisjoint(called_on(report, lost.name)))  # which no list has


def is_kept_out_of_sight(report: Report, lost: LostItems) -> bool:
    """Whether a list of one module is there to hide it: nothing is read of it but `self._ref[0]`.

    That says enough of a private one, and of a module that was there before it was put into the list.
    """
    holder = lost.holder
    if not isinstance(holder, Container) or lost.added or lost.in_class_body or not isinstance(
            lost.expression, (ast.List, ast.Tuple)) or len(holder.entries) != 1 or not isinstance(lost.value, Module):
        return False
    if holder.entries[0].value is not lost.value or not holder.exact:
        return False
    private = lost.name.startswith("_")
    return (private or made_before(lost.expression.elts[0])) and only_first(report, lost.name, unread=private)


def made_before(node: ast.expr) -> bool:
    """Whether an expression is the name of something that was made before."""
    return isinstance(node, ast.Name)


def message(report: Report, lost: LostItems, texts: Texts) -> Words:
    """What happens to the Modules, and what to write."""
    if lost.in_class_body and lost.holder is None:
        return Words(said("'{}' is a module of the class: registered by no instance and shared by all", lost.name),
                     in_constructor(lost, texts))
    text = said("'{}' keeps modules in {}: parameters(), .to() and .eval() don't reach them", lost.name, place(lost))
    return Words(text, instead(report, lost, MODULES, texts) if isinstance(lost.holder, Container) else Help(
        "assign the module to an attribute of this module too, or make its holder an nn.Module"))


RULE = Rule(
    code="TSM105",
    name="modules-in-container",
    summary="modules in a list, dict, …, or in the class body: their parameters are lost",
    explanation="""\
A submodule is registered when it is assigned to an attribute of the module. In a list, a dict or another object it
isn't: its parameters are not in `parameters()`, it's neither saved nor moved, and `.train()` and `.eval()` don't
reach it.

Write `nn.ModuleList([…])` for a list, `nn.ModuleDict({…})` for a dict (its keys are strings without dots), and
`nn.Sequential(…)` for layers that run one after the other.""",
    bad="""\
from torch import nn


class Tower(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = [nn.Linear(8, 8) for _ in range(depth)]
""",
    good="""\
from torch import nn


class Tower(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(depth)])
""",
    silences="""\
Modules that the same construction registers elsewhere (`nn.Sequential(*layers)`, `add_module` in a loop), or a method
that another way through the constructor calls; layers
that hold nothing and don't depend on `.train()`, such as `nn.ReLU()`; `self._ref = [module]`, which hides one module on
purpose: a borrowed one, or one that was made before and is only read as `self._ref[0]`.""",
    fix="""\
Unsafe: `--fix --unsafe-fixes` writes `nn.ModuleList([…])` or `nn.ModuleDict({…})`, only where the class does nothing
with the container that these can't do. Else the container, or the object, stays, and an `nn.ModuleList` beside it
(`self.layers_modules`) registers what it holds. `state_dict()` then has the modules' keys, and `parameters()` their
weights; what was saved without them loads with `strict=False`, and an optimizer's old state doesn't fit.""",
    check=check,
)
