"""Fixes about names: TSM201's earlier assignment is deleted, TSM303's dot becomes an underscore."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import libcst as cst

from flake8_torchstate.code.source import Place
from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.writes import own_statement
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.state import Clash, InvalidName
from flake8_torchstate.report.context import FixContext, Function
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix, Tree

PURE = (ast.Constant, ast.Name, ast.Attribute, ast.Load, ast.List, ast.Dict, ast.Tuple, ast.UnaryOp, ast.BinOp,
        ast.operator, ast.unaryop, ast.keyword, ast.Call)
COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)
LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Try, ast.Match)


# --- TSM201


@if_certain
def without_earlier(report: Report, event: Clash) -> Fix:
    """Delete the plain assignment that takes the name of a registration, where nothing needs it."""
    earlier = event.earlier
    if not earlier.bare or earlier.read or earlier.site is None or not event.initialised or (
            event.site.owner is not report.cls):
        raise NoFix("it is needed, or stands in other code")
    statement = own_statement(report, earlier.site)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not is_pure(report, statement.value):
        raise NoFix("it does something else too")
    target = statement.targets[0]
    if not isinstance(target, ast.Attribute) or target.attr != event.name or not isinstance(target.value, ast.Name):
        raise NoFix("it isn't the name's assignment")
    clashes = {e.site.position() for e in report.events(Clash) if e.name == event.name and e.raised == event.raised}
    names = frozenset({event.name, "__dict__"} | read_by(report, event.name))
    if not Following(report.context, clashes, names, target.value.id).always(statement):
        raise NoFix("the registration doesn't always follow, or something reads the name before it")
    changes = Changes(report.context.tree([statement]))
    changes.remove(changes.tree.find(statement))
    return changes.fix(f"Delete the earlier assignment of '{event.name}'", True)


def is_pure(report: Report, value: ast.expr) -> bool:
    """Whether an expression does nothing but make a value: its only calls are torch's."""
    for node in ast.walk(value):
        if not isinstance(node, PURE):
            return False
        if isinstance(node, ast.Call):
            found = report.cls.scope.resolve(node.func)
            if not isinstance(found, str) or not found.startswith("torch.") or (
                    found.startswith(("torch.nn.init", "torch.hub"))):
                return False
    return True


@dataclass(frozen=True)
class Following:
    """What follows an assignment: clashes are the places of registrations, names what may not be used before one."""

    context: FixContext
    clashes: set[Place]
    names: frozenset[str]
    instance: str

    def always(self, statement: ast.stmt) -> bool:
        """Whether a registration follows a statement on every way through its block, with no use of the name before."""
        block = self.context.block_of(statement)
        return self.reached(block[block.index(statement) + 1:])

    def reached(self, block: list[ast.stmt]) -> bool:
        """Whether a registration is reached on every way through some statements, with no use of the name before it."""
        for part in block:
            if self.registers(part):
                return self.unused_in(part)
            if self.mentions(part) or any(isinstance(n, LEAVING) for n in ast.walk(part)):
                return False
        return False

    def registers(self, statement: ast.stmt) -> bool:
        """Whether a registration runs on every way through a statement."""
        if isinstance(statement, (ast.Expr, ast.Assign)):
            return self.context.start(statement) in self.clashes
        sides = sides_of(statement)
        return bool(sides) and all(any(self.registers(part) for part in side) for side in sides)

    def unused_in(self, statement: ast.stmt) -> bool:
        """Whether a statement that registers the name doesn't use it before or while it does."""
        if isinstance(statement, (ast.Expr, ast.Assign)):
            return not self.mentions(statement.value)
        head = [statement.test] if isinstance(statement, ast.If) else getattr(statement, "items", [])
        return not any(self.mentions(part) for part in head) and all(self.reached(side) for side in sides_of(statement))

    def mentions(self, node: ast.AST) -> bool:
        """Whether an attribute of one of the names, or the whole instance, is used."""
        held = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Attribute)}
        return any((isinstance(n, ast.Attribute) and n.attr in self.names)
                   or (isinstance(n, ast.Name) and n.id == self.instance and id(n) not in held) for n in ast.walk(node))


def sides_of(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement of which one runs for certain."""
    if isinstance(statement, ast.If):
        return [statement.body, statement.orelse]
    return [statement.body] if isinstance(statement, ast.With) else []


def read_by(report: Report, name: str) -> set[str]:
    """The class's own methods and properties, where one of them (other than what runs later) mentions a name."""
    family = report.cls.family
    methods = {n: m for cls in reversed(family) for n, m in cls.methods.items() if n not in ("__init__", "forward")}
    getters = {n: p.getter for cls in family for n, p in cls.properties.items() if p.getter is not None}
    everything = {**methods, **getters}
    return set(everything) if any(name in m.outline.self_names for m in everything.values()) else set()


# --- TSM303


@if_certain
def without_dot(report: Report, event: InvalidName) -> Fix:
    """Write an underscore for each dot of a name that is written once and used nowhere else."""
    statement = own_statement(report, event.site)
    if "." not in event.name or isinstance(statement, (*Function, ast.ClassDef, *COMPOUND)):
        raise NoFix("it isn't written in a simple statement")
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call)]
    arguments = [a for n in calls for a in (*n.args, *(k.value for k in n.keywords if k.arg == "name"))]
    here = [a for a in arguments if is_written(a, event.name)]
    if len(here) != 1 or not isinstance(here[0], (ast.Constant, ast.JoinedStr)):
        raise NoFix("it isn't written once")
    parts = [part for part in known_parts(here[0]) if "." in part]
    better = event.name.replace(".", "_")
    whole = isinstance(here[0], ast.Constant)
    if (whole and not better.isidentifier()) or used_elsewhere(report, here[0], parts, better if whole else None):
        raise NoFix("it is used elsewhere, or the better one is no name")
    changes = Changes(report.context.tree([statement]))
    pieces = list(texts_of(changes.tree, changes.tree.find(here[0])))
    for part in parts:
        holding = [piece for piece in pieces if part in piece.value]
        if len(holding) != 1 or holding[0].value.count(part) != 1:
            raise NoFix("it's escaped or in pieces")
        changes.replace(holding[0], partial(underscored, part=part))
    return changes.fix(f"Name it '{better}'", True)


def underscored(piece: Any, part: str) -> Any:
    """A piece of a string with underscores for the dots of a part of it."""
    return piece.with_changes(value=piece.value.replace(part, part.replace(".", "_")))


def texts_of(tree: Tree, node: cst.CSTNode) -> Iterator[cst.SimpleString | cst.FormattedStringText]:
    """The pieces of text of which a string is made."""
    if isinstance(node, (cst.SimpleString, cst.FormattedStringText)):
        yield node
    elif isinstance(node, (cst.ConcatenatedString, cst.FormattedString)):
        for child in tree.children(node):
            yield from texts_of(tree, child)


def is_written(node: ast.AST, name: str) -> bool:
    """Whether a node is a string of that name; of one with unknown parts the known ones must be the name's."""
    if isinstance(node, ast.JoinedStr):
        parts = known_parts(node)
        dots = sum(part.count(".") for part in parts)
        return bool(parts) and all(part in name for part in parts) and name.count(".") == dots
    return isinstance(node, ast.Constant) and node.value == name


def known_parts(node: ast.Constant | ast.JoinedStr) -> list[str]:
    """What is known of a string."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [str(n.value) for n in parts if isinstance(n, ast.Constant)]


def used_elsewhere(report: Report, here: ast.expr, parts: list[str], better: str | None) -> bool:
    """Whether the name, or the better one (None: it has unknown parts), is used elsewhere in the file or in a base."""
    changed = [part.replace(".", "_") for part in parts]

    def taken(name: str) -> bool:
        return name == better if better is not None else any(part in name for part in changed)

    if any(taken(name) for c in report.cls.family for m in c.methods.values() for name in m.outline.self_names):
        return True
    if any(taken(name) for name, held in report.state.names.items() if not held or not held[0].absent):
        return True
    if better is not None and report.state.ground(better)[0] is not Ground.NOTHING:
        return True
    own = {id(n) for n in ast.walk(here)}
    for node in report.context.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own:
            stands_alone = isinstance(report.context.parents[node], ast.Expr)  # as a docstring does
            if not stands_alone and (taken(node.value) or any(part in node.value for part in parts)):
                return True
        elif isinstance(node, ast.Attribute) and taken(node.attr):
            return True
    return False
