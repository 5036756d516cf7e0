"""What one walk over a function's body tells of it: the names that it mentions, assigns, deletes and calls."""
from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from flake8_torchstate.code.source import FunctionNode, walk


def builtin(name: str) -> str | None:
    """The dotted name of a builtin."""
    return f"builtins.{name}" if hasattr(builtins, name) else None


class Outline(NamedTuple):
    """What one walk over a function's body tells of it.

    self_names: the attributes of `self` that it mentions; stored: the attributes that it assigns; deleted: those that
    it deletes, by `del` or by name; updated: those that it makes out of their own values; called: the last names of
    what it calls; callees: their dotted names; mentioned: all attributes that it names; on_child: it assigns an
    attribute of an attribute; yields: it's a generator; hands_on: the instance may get somewhere else; gives: it
    returns some value.
    """

    self_names: frozenset[str]
    stored: frozenset[str]
    deleted: frozenset[str]
    called: frozenset[str]
    callees: frozenset[str]
    mentioned: frozenset[str]
    updated: frozenset[str]
    on_child: bool
    yields: bool
    hands_on: bool
    gives: bool

    def renamed(self, name: Callable[[str], str]) -> Outline:
        """The same with other names for the attributes of the instance."""
        return self._replace(
            self_names=frozenset(map(name, self.self_names)), stored=frozenset(map(name, self.stored)),
            deleted=frozenset(map(name, self.deleted)), updated=frozenset(map(name, self.updated)))


def outline_of(function: FunctionNode) -> Outline:
    """Walk over a function once."""
    found = Gathered()
    for node in walk(function):
        kind = type(node)
        if kind in TAKEN:
            TAKEN[kind](found, node)
        elif kind is ast.Name:  # two nodes in five
            found.itself += cast(ast.Name, node).id == "self"
    hands_on = found.itself > found.of_self + found.asked
    return Outline(
        frozenset(found.self_names), frozenset(found.stored), frozenset(found.removed | found.by_name),
        frozenset(found.called), frozenset(found.callees), frozenset(found.read | found.stored | found.removed),
        frozenset(found.updated()), found.on_child, found.yields, hands_on, found.gives)


class Gathered:
    """What a walk has come across so far; a method for each kind of node that says something, but for names."""

    def __init__(self) -> None:
        self.self_names: set[str] = set()
        self.read: set[str] = set()
        self.stored: set[str] = set()
        self.removed: set[str] = set()
        self.by_name: set[str] = set()  # deleted under a name in quotes
        self.assigned: list[tuple[list[str], ast.expr]] = []
        self.called: set[str] = set()
        self.callees: set[str] = set()
        self.on_child = self.yields = self.gives = False
        self.itself = self.of_self = self.asked = 0

    def attribute(self, node: ast.Attribute) -> None:
        """`owner.name`, read, assigned or deleted."""
        name, owner, context = node.attr, node.value, type(node.ctx)
        if type(owner) is ast.Name and owner.id == "self":
            self.self_names.add(name)
            self.of_self += 1
        if context is ast.Load:
            self.read.add(name)
        elif context is ast.Store:
            self.stored.add(name)
            self.on_child = self.on_child or type(owner) is ast.Attribute
        else:
            self.removed.add(name)

    def call(self, node: ast.Call) -> None:
        """Any call."""
        dotted = dotted_text(node.func)
        name = dotted.rpartition(".")[2]
        self.called.add(name)
        self.callees.add(dotted)
        if name in ("delattr", "__delattr__"):
            self.by_name |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
        elif dotted in ASKING and node.args and isinstance(node.args[0], ast.Name):
            self.asked += node.args[0].id == "self"

    def assignment(self, node: ast.Assign) -> None:
        """`a = b = value`."""
        names = [target.attr for target in node.targets if type(target) is ast.Attribute]
        if names:
            self.assigned.append((names, node.value))

    def generator(self, node: ast.Yield | ast.YieldFrom) -> None:
        """`yield`."""
        self.yields = True

    def returning(self, node: ast.Return) -> None:
        """`return`, with a value or without."""
        self.gives = self.gives or node.value is not None

    def updated(self) -> set[str]:
        """The attributes that are made out of their own values: `self.x = fn(self.x)`."""
        return {part.attr for names, value in self.assigned if not self.read.isdisjoint(names)
                for part in walk(value) if isinstance(part, ast.Attribute) and part.attr in names}


ASKING = frozenset("getattr hasattr isinstance type".split())
"""Functions that are given an instance and do nothing to it."""
TAKEN: dict[type[ast.AST], Callable[[Gathered, Any], None]] = {
    ast.Attribute: Gathered.attribute,
    ast.Call: Gathered.call,
    ast.Assign: Gathered.assignment,
    ast.Yield: Gathered.generator,
    ast.YieldFrom: Gathered.generator,
    ast.Return: Gathered.returning,
}


def mangled(class_name: str, name: str) -> str:
    """What Python makes of an attribute's name inside of a class: a private one gets the class's name before it."""
    private = name.startswith("__") and not name.endswith("__")
    return f"_{class_name.lstrip('_')}{name}" if private and class_name.strip("_") else name


def dotted_text(node: ast.expr) -> str:
    """`a.b.c` as it is written; the last name alone where something else stands before it."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    else:
        names.append("")
    return ".".join(reversed(names))


def called_on_made(function: FunctionNode) -> list[str] | None:
    """The methods that a function calls on what some `__call__` gave it; None where it calls no `__call__`."""
    made: set[str] = set()
    called: list[tuple[str, str]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            if dotted_text(node.value.func).endswith(".__call__"):
                made |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name):
                called.append((node.func.value.id, node.func.attr))
    return [method for name, method in called if name in made] if made else None
