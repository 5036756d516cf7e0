"""Fixes that give something another name: what PyTorch refuses under its own, or what its own hides or is hidden by."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.elsewhere import read_elsewhere
from flake8_torchstate.fixers.names import known_parts, texts_of, underscored
from flake8_torchstate.fixers.writes import forbid_taken, own_statement
from flake8_torchstate.model.events import BadKey, Event, InvalidName
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.report.context import Function, is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix

METHODS = (Ground.METHOD, Ground.PROPERTY, Ground.SETTABLE_PROPERTY)


@if_certain
def another_name(report: Report, event: Event, name: str, hidden: bool = False) -> Fix:
    """An underscore behind a name, where it's given to something and where that is read.

    hidden: it raises nothing today, so that what reads the name goes on reading what has it.
    """
    statement = own_statement(report, event.site)
    if isinstance(statement, (*Function, ast.ClassDef)) or report.written(name) != name:
        raise NoFix("it isn't written in a simple statement")
    here, better = named_in(statement, name), f"{name}_"
    uses = report.context.of_self.get(name, [])
    forbid_taken(report, better)
    if any(not isinstance(use.ctx, ast.Load) and use is not here for use, _ in uses):
        raise NoFix("several statements set it")
    reads = [use for use, _ in uses if use is not here]
    ground, owner = report.state.ground(name)
    if owner is None and not hidden and ground is Ground.NOTHING and reads:
        raise NoFix("whether what is read is the one or the other is for a person to decide")
    if ground in METHODS:
        meant = [use for use in reads if not is_called(report, use)] if ground is Ground.METHOD else []
    else:
        meant = reads
    if hidden and owner is not None and meant:
        raise NoFix("what reads the name gets what hides it, and may count on it")
    if hidden and owner is None and read_elsewhere(report, name):
        raise NoFix("another file may read it")
    changes = Changes(report.context.tree([statement, *meant]))
    for node in (here, *meant):
        changes.replace(changes.tree.find(node), partial(named, better=better))
    return changes.fix(f"Name it '{better}'", False)


def named_in(statement: ast.stmt, name: str) -> ast.Attribute | ast.Constant:
    """Where a statement writes the name that it sets.  Raises NoFix where that isn't once."""
    found = [n for n in ast.walk(statement) if (isinstance(n, ast.Constant) and n.value == name)
             or (is_of_self(n) and n.attr == name and not isinstance(n.ctx, ast.Load))]
    if len(found) != 1 or not isinstance(found[0], (ast.Attribute, ast.Constant)):
        raise NoFix("it isn't written once")
    return found[0]


def is_called(report: Report, node: ast.expr) -> bool:
    """Whether an expression is what is called."""
    parent = report.context.parents[node]
    return isinstance(parent, ast.Call) and parent.func is node


def named(node: Any, better: str) -> cst.BaseExpression:
    """An attribute, or the text of a name, with another name."""
    if isinstance(node, cst.Attribute):
        return node.with_changes(attr=cst.Name(better))
    return cst.SimpleString(f'"{better}"')


# --- keys


@if_certain
def another_key(report: Report, event: BadKey | InvalidName) -> Fix:
    """Keys that a container of modules takes, where they are written and where they are used."""
    statement = own_statement(report, event.site)
    container = container_of(statement)
    inside = list(keys_in(statement))
    outside = [parent.slice for use, _ in report.context.of_self.get(container, ())
               for parent in [report.context.parents[use]]
               if isinstance(parent, ast.Subscript) and parent.value is use and parent.slice not in inside]
    changes = Changes(report.context.tree([statement, *outside]))
    for key in (*inside, *outside):
        if isinstance(event, InvalidName):
            without_dots(changes, key)
        elif event.reserved:
            before_taken(changes, key, event.key)
        else:
            as_string(changes, key)
    return changes.fix(f"Give '{container}' keys that it takes", False)


def container_of(statement: ast.stmt) -> str:
    """The attribute whose keys a statement writes.  Raises NoFix."""
    for node in ast.walk(statement):
        if is_of_self(node) and (not isinstance(node.ctx, ast.Load) or not isinstance(statement, ast.Assign) or any(
                isinstance(t, ast.Subscript) and t.value is node for t in statement.targets)):
            return node.attr
    raise NoFix("it isn't an attribute of the module")


def keys_in(statement: ast.stmt) -> Iterator[ast.expr]:
    """The keys that a statement writes: of dicts and pairs, and between brackets."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Dict):
            yield from (key for key in node.keys if key is not None)
        elif isinstance(node, ast.DictComp):
            yield node.key
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield node.slice
        elif isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == 2 and (
                isinstance(node.elts[0], (ast.Constant, ast.JoinedStr)) and isinstance(node.elts[1], ast.Call)):
            yield node.elts[0]


def as_string(changes: Changes, key: ast.expr) -> None:
    """A string in place of a key."""
    if isinstance(key, ast.Constant) and type(key.value) is int:
        changes.replace(changes.tree.find(key), lambda n: cst.SimpleString(f'"{n.value}"'))
    elif not (isinstance(key, ast.JoinedStr) or isinstance(getattr(key, "value", None), str)
              or isinstance(key, ast.Call) and isinstance(key.func, ast.Name) and key.func.id == "str"):
        changes.wrap(changes.tree.find(key), "str")


def before_taken(changes: Changes, key: ast.expr, taken: str) -> None:
    """An underscore before the key that can't be one.  Raises NoFix where it isn't known which key it is."""
    if not isinstance(key, ast.Constant):
        raise NoFix("which keys are used isn't written there")
    if key.value == taken:
        changes.replace(changes.tree.find(key), lambda _: cst.SimpleString(f'"_{taken}"'))


def without_dots(changes: Changes, key: ast.expr) -> None:
    """Underscores for the dots of a key.  Raises NoFix where it isn't text with dots."""
    if not isinstance(key, (ast.Constant, ast.JoinedStr)):
        raise NoFix("which keys are used isn't written there")
    pieces = list(texts_of(changes.tree, changes.tree.find(key)))
    for part in [part for part in known_parts(key) if "." in part]:
        for piece in [piece for piece in pieces if part in piece.value]:
            changes.replace(piece, partial(underscored, part=part))
