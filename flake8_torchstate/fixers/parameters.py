"""The fix of TSM102: nn.Parameter(…) around the whole expression."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.anew import anew
from flake8_torchstate.fixers.elsewhere import claimed_elsewhere
from flake8_torchstate.fixers.meetings import NUMPY, meetings_of
from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.writes import (
    PARAMETER, attributes, changed_by, free, given_by, keeps_kind, ordinary, own_statement, written_from_outside)
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.values import Tensor
from flake8_torchstate.report.context import is_of_self
from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.report.spelling import written
from flake8_torchstate.report.trees import NoFix

INSIDE = (cst.Call, cst.Name, cst.Attribute, cst.Subscript, cst.BaseNumber, cst.BaseString, cst.BaseList)
"""What needs no brackets in any expression."""


@if_certain
def parameter_fix(report: Report, lost: LostTensor) -> Fix:
    """The fix of a tensor that requires grad, or is meant to, where it's certain that nothing breaks."""
    if lost.value.history and lost.value.spoiled is None:
        return anew(report, lost)  # the result of another Parameter
    if lost.later is not None or lost.in_class_body or lost.early:
        raise NoFix("it holds something else later")
    statement = own_statement(report, lost.site)
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    value = getattr(statement, "value", None)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or value is None or len(targets) > 1:
        raise NoFix("it isn't the assignment of one name")
    if not isinstance(targets[0], ast.Attribute) or report.cls.private(targets[0].attr) != lost.name:
        raise NoFix("it isn't an assignment of the name")
    if not can_be_parameter(report, lost.name, statement) or reads_registered(report, value):
        raise NoFix("something else may be assigned to it, or it is tied to what the module holds")
    if lost.first is not None:
        raise NoFix("something else is assigned to it first, which a Parameter can't replace")
    forbid_changes(report, lost)
    changes = Changes(report.context.tree([statement]))
    more = put_parameter(report, changes, value)
    return changes.fix(f"Make '{report.written(lost.name)}' an nn.Parameter", False, more)


def put_parameter(report: Report, changes: Changes, value: ast.expr) -> list[Edit]:
    """Put nn.Parameter(…) around an expression, and take one inside of it away; the edits that import it."""
    called, more = written(report, "Parameter"), list[Edit]()
    if called is None:
        nn, more = imports.nn_of(report)
        called = f"{nn}.Parameter"
    calls = [n for n in ast.walk(value) if isinstance(n, ast.Call) and is_parameter(report, n)]
    if len(calls) == 1 and len(calls[0].args) == 1 and not calls[0].keywords and (
            not isinstance(calls[0].args[0], ast.Starred)):
        changes.replace(changes.tree.find(calls[0]), argument_alone)
    changes.wrap(changes.tree.find(value), called)
    return more


def can_be_parameter(report: Report, name: str, statement: ast.stmt) -> bool:
    """Whether nothing that isn't a Parameter or None is assigned to the name, here or elsewhere."""
    if not ordinary(report) or not free(report, name) or not keeps_kind(report, name, statement, PARAMETER):
        return False
    here = given_by(report, name, statement)
    return not written_from_outside(report, name) and bool(here) and all(
        isinstance(v, Tensor) and v.grad is not None and (v.grad or v.dtype == "float")
        and v.dtype not in ("int", "bool") and not v.borrowed for v in here)


def forbid_changes(report: Report, lost: LostTensor) -> None:
    """Raise NoFix where something is done with the tensor that can't be done with a Parameter, which requires grad."""
    name = report.written(lost.name)
    claim = claimed_elsewhere(report, name)
    if claim:
        raise NoFix(claim)
    if lost.value.grad:
        return  # it could be done with the tensor neither
    for part in (part for node in report.context.nodes for part in changed_by(node)):
        if name in attributes(part) and not report.context.is_of_another_class(part):
            raise NoFix(f"line {part.lineno} changes it in place, which a Parameter forbids outside of no_grad()")
    met = meetings_of(report, frozenset({name})).met.get(name, {})
    if NUMPY in met:
        raise NoFix(f"line {met[NUMPY]} gives it to a package that can't read what requires grad")


def reads_registered(report: Report, node: ast.expr) -> bool:
    """Whether an expression reads something that the module holds, with which the tensor is tied together."""
    names = {report.cls.private(n.attr) for n in ast.walk(node) if is_of_self(n)}
    return any(held.slot is None or held.registered for name in names for held in report.state.names.get(name, ()))


def is_parameter(report: Report, node: ast.Call) -> bool:
    """Whether a call makes an nn.Parameter."""
    return report.cls.scope.resolve(node.func) in ("torch.nn.Parameter", "torch.nn.parameter.Parameter")


def argument_alone(call: cst.Call) -> Any:
    """The only argument of a call in its place; the call's brackets stay where they're needed, or have own lines."""
    argument = call.args[0]
    inner = argument.value
    comma = argument.comma
    behind = comma.whitespace_after if isinstance(comma, cst.Comma) else argument.whitespace_after_arg
    spaces = call.whitespace_before_args, behind
    lines = any(isinstance(space, cst.ParenthesizedWhitespace) for space in spaces)
    if lines or not (isinstance(inner, INSIDE) or inner.lpar or call.lpar):
        left, right = cst.LeftParen(whitespace_after=spaces[0]), cst.RightParen(whitespace_before=spaces[1])
        inner = inner.with_changes(lpar=[left, *inner.lpar], rpar=[*inner.rpar, right])
    return inner.with_changes(lpar=[*call.lpar, *inner.lpar], rpar=[*inner.rpar, *call.rpar]) if call.lpar else inner
