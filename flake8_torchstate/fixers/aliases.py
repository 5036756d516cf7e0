"""The fix of TSM106: a second name for a buffer becomes a property that gives the buffer."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.writes import free, ordinary, own_statement, writes_of, written_from_outside
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.registry import Place
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
    source = aliased(report, statement, lost.name)
    if not only_here(report, lost.name):
        raise NoFix("something else sets or deletes it")
    around = context.class_of(method)
    if around is None:
        raise NoFix("it stands in no class")
    changes = Changes(context.tree([statement, around]))
    changes.remove(changes.tree.find(statement))
    before: Any = changes.tree.find(method)
    changes.append(before, property_of(report.written(lost.name), source, getattr(before.body, "indent", None)))
    return changes.fix(f"Make '{report.written(lost.name)}' a property", False)


def aliased(report: Report, statement: ast.Assign, name: str) -> str:
    """`buffer`, where a statement gives `self.buffer`, which certainly is one, a second name."""
    target, value = statement.targets[0], statement.value
    if len(statement.targets) != 1 or not is_of_self(target) or not is_of_self(value) or (
            report.cls.private(target.attr) != name):
        raise NoFix("it isn't one attribute that is another one")
    held = report.state.names.get(report.cls.private(value.attr), [])
    if not held or not all(h.slot is not None and h.slot.holds(Place.BUFFERS) for h in held):
        raise NoFix("it may be no buffer")
    return value.attr


def only_here(report: Report, name: str) -> bool:
    """Whether one statement alone sets the name, in the class, its family and the file, and nothing deletes it."""
    context, cls = report.context, report.cls
    stores = sum(len(context.stores(c, name)) for c in cls.family)
    deleted = any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Del) and cls.private(n.attr) == name
                  for n in context.nodes)
    return stores == len(writes_of(report, name)) == 1 and not report.state.patterns and not deleted and (
        free(report, name) and not written_from_outside(report, name))


def property_of(name: str, source: str, indent: str | None) -> cst.BaseStatement:
    """A property that gives an attribute, below a blank line."""
    made: Any = cst.parse_statement(f"@property\ndef {name}(self):\n    return self.{source}\n")
    body = made.body.with_changes(indent=indent)
    changed: cst.BaseStatement = made.with_changes(leading_lines=[cst.EmptyLine(indent=False)], body=body)
    return changed
