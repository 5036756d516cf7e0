"""The fix of TSM106: a second name for a buffer becomes a property that gives the buffer."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.elsewhere import claimed_elsewhere
from flake8_torchstate.fixers.writes import free, ordinary, own_statement, writes_of, written_from_outside
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.registry import Place
from flake8_torchstate.model.values import Module
from flake8_torchstate.report.context import is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix


@if_certain
def property_fix(report: Report, lost: LostTensor) -> Fix:
    """The fix of a second name, where nothing may set it and it's always there."""
    if lost.later is not None or lost.in_class_body or lost.early or lost.first is not None or not ordinary(report):
        raise NoFix("it isn't the second name alone")
    statement = own_statement(report, lost.site)
    context = report.context
    method = context.parents[statement]
    if not isinstance(method, ast.FunctionDef) or method.name != "__init__" or not isinstance(statement, ast.Assign):
        raise NoFix("it isn't always there")
    source = aliased(report, statement, lost)
    if not only_here(report, lost.name):
        raise NoFix("something else sets or deletes it")
    claim = claimed_elsewhere(report, report.written(lost.name))
    if claim:
        raise NoFix(claim)
    changes = Changes(context.tree([statement, context.class_of(method) or method]))
    changes.remove(changes.tree.find(statement))
    add_property(report, changes, statement, report.written(lost.name), f"self.{source}")
    return changes.fix(f"Make '{report.written(lost.name)}' a property", False)


def aliased(report: Report, statement: ast.Assign, lost: LostTensor) -> str:
    """`buffer`, or `child.buffer`, where a statement gives what certainly is one a second name."""
    target, value = statement.targets[0], statement.value
    if len(statement.targets) != 1 or not is_of_self(target) or report.cls.private(target.attr) != lost.name:
        raise NoFix("it isn't one attribute that is given a buffer")
    if isinstance(value, ast.Name):
        names = [name for name in report.state.names if holds_buffer(report, name, lost)]
        source = report.written(names[0]) if len(names) == 1 else ""
        owner = source
    elif is_of_self(value):
        source = owner = value.attr if holds_buffer(report, report.cls.private(value.attr)) else ""
    elif isinstance(value, ast.Attribute) and is_of_self(value.value):
        owner = value.value.attr
        held = report.state.names.get(report.cls.private(owner), [])
        source = f"{owner}.{value.attr}" if held and all(isinstance(h.value, Module) for h in held) else ""
    else:
        source = owner = ""
    if not source:
        raise NoFix("it may be no buffer")
    if len(report.context.stores(report.cls, report.cls.private(owner))) != 1 or claimed_elsewhere(report, owner):
        raise NoFix(f"'{owner}' is assigned again, and the second name may be meant to keep what was there before")
    return source


def holds_buffer(report: Report, name: str, lost: LostTensor | None = None) -> bool:
    """Whether a name certainly is a buffer; lost: the one that has the tensor of a second name."""
    held = report.state.names.get(name, [])
    return bool(held) and all(h.slot is not None and h.slot.holds(Place.BUFFERS) for h in held) and (
        lost is None or all(h.value is lost.value for h in held))


def only_here(report: Report, name: str) -> bool:
    """Whether one statement alone sets the name, in the class, its family and the file, and nothing deletes it."""
    context, cls = report.context, report.cls
    stores = sum(len(context.stores(c, name)) for c in cls.family)
    deleted = any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Del) and cls.private(n.attr) == name
                  for n in context.nodes)
    return stores == len(writes_of(report, name)) == 1 and not report.state.patterns and not deleted and (
        free(report, name) and not written_from_outside(report, name))


def add_property(report: Report, changes: Changes, statement: ast.stmt, name: str, value: str) -> None:
    """Put a property that gives an expression below the method of a statement, apart from it."""
    method = report.context.function_of(statement)
    if method is None or report.context.class_of(method) is not report.context.parents[method]:
        raise NoFix("it stands in no method of a class")
    before: Any = changes.tree.find(method)
    made: Any = cst.parse_statement(f"@property\ndef {name}(self):\n    return {value}\n")
    body = made.body.with_changes(indent=getattr(before.body, "indent", None))
    changes.append(before, made.with_changes(leading_lines=[cst.EmptyLine(indent=False)], body=body))
