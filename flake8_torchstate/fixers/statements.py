"""Fixes within one statement: TSM107's repetition, TSM203's assignment, TSM304's and TSM305's values."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.changes import Changes, argument, if_certain
from flake8_torchstate.fixers.meetings import CONSTRUCTING
from flake8_torchstate.fixers.parameters import put_parameter
from flake8_torchstate.fixers.writes import own_statement
from flake8_torchstate.model import values
from flake8_torchstate.model.events import BadParameter, Clash, Shared
from flake8_torchstate.model.registry import Operation, Place
from flake8_torchstate.model.values import Container, Module, Plain, Tensor, Value
from flake8_torchstate.report.context import Function, called_name, is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix

NUMBERS = {bool: "bool", int: "int", float: "float"}


# --- TSM107


@if_certain
def one_for_each(report: Report, event: Shared) -> Fix:
    """`[f() for _ in range(n)]` in place of `[f()] * n`."""
    if event.default is not None:
        raise NoFix("who calls the function may count on its default")
    statement = own_statement(report, event.site)
    if isinstance(statement, (*Function, ast.ClassDef)):
        raise NoFix("it isn't a repetition")
    found = [parts for node in ast.walk(statement) for parts in [repetition(node)] if parts is not None]
    if len(found) != 1:
        raise NoFix("it isn't the repetition of one list")
    whole, item, times = found[0]
    if not isinstance(item, ast.Call) or any(isinstance(n, ast.Name) and n.id == "_" for n in ast.walk(item)):
        raise NoFix("the module is made elsewhere")
    if any(isinstance(n, (ast.NamedExpr, ast.Await, ast.Yield)) for n in ast.walk(whole)):
        raise NoFix("it does something else too")
    changes = Changes(report.context.tree([statement]))
    made, count = (changes.tree.text(changes.tree.find(part)) for part in (item, times))
    changes.replace(changes.tree.find(whole), lambda _: cst.parse_expression(f"[{made} for _ in range({count})]"))
    return changes.fix("Make one for each", False)


def repetition(node: ast.AST) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """The whole, the item and the number of `[item] * number`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for items, times in ((node.left, node.right), (node.right, node.left)):
            if isinstance(items, ast.List) and len(items.elts) == 1 and not isinstance(items.elts[0], ast.Starred):
                return node, items.elts[0], times
    return None


# --- TSM203


@if_certain
def of_the_right_kind(report: Report, event: Clash) -> Fix:
    """`self.buffer.fill_(number)` in place of `self.buffer = number`, and nn.Parameter around a tensor."""
    statement = own_statement(report, event.site)
    if event.child or not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or (
            not is_of_self(statement.targets[0])):
        raise NoFix("it isn't an assignment to one attribute of self")
    slot, value, held = event.earlier.slot, event.value, event.earlier.value
    changes = Changes(report.context.tree([statement]))
    if slot is not None and slot.place is Place.BUFFERS and number_kind(value) and isinstance(held, Tensor):
        if not (held.dtype == "float" or held.dtype == number_kind(value)):
            raise NoFix("the buffer may be of a dtype that can't hold the number")
        changes.split(changes.tree.find(statement), filled)
        return changes.fix(f"Fill the buffer '{event.name}'", True)
    if slot is None or slot.place is not Place.PARAMETERS or not isinstance(value, Tensor) or value.dtype != "float":
        raise NoFix("what may be assigned there is for a person to decide")
    method = report.context.function_of(statement)
    if method is None or method.name not in CONSTRUCTING:
        raise NoFix("whether a new Parameter is meant, or new values of the one that is there, can't be seen")
    more = put_parameter(report, changes, statement.value)
    return changes.fix(f"Make '{report.written(event.name)}' an nn.Parameter", False, more)


def filled(node: Any) -> list[cst.BaseSmallStatement]:
    """`self.buffer.fill_(value)` for `self.buffer = value`."""
    target = node.targets[0].target
    return [cst.Expr(cst.Call(cst.Attribute(target, cst.Name("fill_")), [cst.Arg(node.value)]))]


def number_kind(value: Value | None) -> str:
    """"bool", "int" or "float" for a number; "" for anything else."""
    if not isinstance(value, Plain):
        return ""
    if value.known:
        return NUMBERS.get(type(value.constant), "")
    return value.of if value.of in NUMBERS.values() else ""


# --- TSM304


@if_certain
def registrable(report: Report, event: Clash) -> Fix:
    """nn.Parameter or torch.tensor around the value that a registration refuses; `add_module` for a module."""
    statement = own_statement(report, event.site)
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or called_name(call) != event.operation.value or not is_of_self(call.func):
        raise NoFix("it isn't a registration by its own statement")
    changes = Changes(report.context.tree([statement]))
    name, value = report.written(event.name), event.value
    given = [*call.args[1:2], *(k.value for k in call.keywords if k.arg in ("param", "tensor", "module"))]
    if len(given) != 1 or isinstance(given[0], ast.Starred):
        raise NoFix("its value isn't written there")
    if event.operation is Operation.REGISTER_PARAMETER and isinstance(value, Tensor):
        if value.dtype != "float" or value.borrowed or (value.history and value.spoiled is None):
            raise NoFix("the tensor may be no leaf, or not of floating point")
        more = put_parameter(report, changes, given[0])
        return changes.fix(f"Make '{name}' an nn.Parameter", False, more)
    if event.operation is Operation.REGISTER_BUFFER and isinstance(value, Module) and len(call.args) == 2 and (
            not call.keywords):
        node: Any = changes.tree.find(call.func)
        changes.replace(node, lambda f: f.with_changes(attr=cst.Name("add_module")))
        return changes.fix(f"Register '{name}' as a submodule", False)
    if event.operation is Operation.REGISTER_BUFFER and holds_numbers(value):
        if report.cls.scope.lookup("torch") != "torch":
            raise NoFix("the file doesn't import torch by that name")
        changes.wrap(changes.tree.find(given[0]), "torch.tensor")
        return changes.fix(f"Make '{name}' a tensor", False)
    raise NoFix("what is meant can't be seen")


def holds_numbers(value: Value | None) -> bool:
    """Whether a value is a number, or a list or tuple of numbers."""
    if isinstance(value, Container):
        inner = [o.value for entry in value.entries for o in values.options(entry.value)]
        return value.kind in ("list", "tuple") and value.exact and bool(inner) and all(map(number_kind, inner))
    return bool(number_kind(value))


# --- TSM305


@if_certain
def without_gradient(report: Report, event: BadParameter) -> Fix:
    """`requires_grad=False` for a Parameter of integers or bools."""
    call = event.expression
    if event.inplace is not None or not isinstance(call, ast.Call):
        raise NoFix("whether it's to be changed before, or under torch.no_grad(), is for a person to decide")
    statement = own_statement(report, event.site)
    here = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and same_place(n, call)]
    if len(here) != 1 or len(call.args) + len(call.keywords) != 1 or any(k.arg != "data" for k in call.keywords) or (
            any(isinstance(a, ast.Starred) for a in call.args)):
        raise NoFix("it isn't written there with its tensor alone")
    changes = Changes(report.context.tree([statement]))
    changes.replace(changes.tree.find(here[0]), not_trained)
    return changes.fix("Don't train integers", False)


def same_place(node: ast.expr, other: ast.expr) -> bool:
    """Whether two nodes are the same code."""
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset) == (
        other.lineno, other.col_offset, other.end_lineno, other.end_col_offset)


def not_trained(call: cst.Call) -> cst.Call:
    """`nn.Parameter(tensor, requires_grad=False)`."""
    last = call.args[0]
    separated = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    more = argument("requires_grad=False")
    if isinstance(last.comma, cst.Comma):
        more = more.with_changes(comma=last.comma)
    else:
        more = more.with_changes(whitespace_after_arg=last.whitespace_after_arg)
        last = last.with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
    return call.with_changes(args=[last.with_changes(comma=separated), more])
