"""What one walk over a function's body tells of it: the names that it mentions, assigns, deletes and calls."""
from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import dataclass, replace

from flake8_torchstate.code.source import FunctionNode, walk


def builtin(name: str) -> str | None:
    """The dotted name of a builtin."""
    return f"builtins.{name}" if hasattr(builtins, name) else None


@dataclass(frozen=True)
class Outline:
    """What one walk over a function's body tells of it.

    self_names: the attributes of `self` that it mentions; stored: the attributes that it assigns; deleted: those that
    it deletes, by `del` or by name; updated: those that it makes out of their own values; called: the last names of
    what it calls; callees: their dotted names; mentioned: all attributes that it names; on_child: it assigns an
    attribute of an attribute; yields: it's a generator.
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

    def renamed(self, name: Callable[[str], str]) -> Outline:
        """The same with other names for the attributes of the instance."""
        return replace(self, self_names=frozenset(map(name, self.self_names)), stored=frozenset(map(name, self.stored)),
                       deleted=frozenset(map(name, self.deleted)), updated=frozenset(map(name, self.updated)))


def outline_of(function: FunctionNode) -> Outline:
    """Walk over a function once."""
    self_names: set[str] = set()
    stored: set[str] = set()
    deleted: set[str] = set()
    called: set[str] = set()
    callees: set[str] = set()
    mentioned: set[str] = set()
    updated: set[str] = set()
    on_child = yields = False
    for node in walk(function):
        if isinstance(node, ast.Attribute):
            mentioned.add(node.attr)
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                self_names.add(node.attr)
            if isinstance(node.ctx, ast.Store):
                stored.add(node.attr)
                on_child = on_child or isinstance(node.value, ast.Attribute)
            elif isinstance(node.ctx, ast.Del):
                deleted.add(node.attr)
        elif isinstance(node, ast.Call):
            name = dotted_text(node.func)
            called.add(name.rpartition(".")[2])
            callees.add(name)
            if name.rpartition(".")[2] in ("delattr", "__delattr__"):
                deleted |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
        elif isinstance(node, ast.Assign):
            updated |= from_themselves(node)
        elif isinstance(node, (ast.Yield, ast.YieldFrom)):
            yields = True
    return Outline(frozenset(self_names), frozenset(stored), frozenset(deleted), frozenset(called), frozenset(callees),
                   frozenset(mentioned), frozenset(updated), on_child, yields)


def mangled(class_name: str, name: str) -> str:
    """What Python makes of an attribute's name inside of a class: a private one gets the class's name before it."""
    private = name.startswith("__") and not name.endswith("__")
    return f"_{class_name.lstrip('_')}{name}" if private and class_name.strip("_") else name


def from_themselves(node: ast.Assign) -> set[str]:
    """The attributes of self that an assignment makes out of their own values: `self.x = fn(self.x)`."""
    targets = {t.attr for t in node.targets if isinstance(t, ast.Attribute)}
    if not targets:
        return targets
    return targets & {n.attr for n in walk(node.value) if isinstance(n, ast.Attribute)}


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
