"""What construction does to `requires_grad` by code, of which the values alone don't tell all."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.model.state import ModuleState


@dataclass(frozen=True)
class Gradients:
    """What construction does to `requires_grad` by code: of which names it isn't sure then whether they're trained."""

    names: frozenset[str] = frozenset()
    modules: bool = False
    branched: frozenset[str] = frozenset()
    everything: bool = False


def gradients_in(state: ModuleState) -> Gradients:
    """Look for `requires_grad` in the methods that construction ran."""
    names: set[str] = set()
    branched: set[str] = set()
    modules = everything = False
    for cls in state.cls.family:
        for method in cls.methods.values():
            if method in state.ran and {"requires_grad_", "requires_grad"} & method.outline.mentioned:
                for statement, node, deep in mentions(method):
                    name = owner_of(node) or target_of(statement)
                    names |= {name} if name is not None else set()
                    branched |= {name} if name is not None and deep else set()
                    modules = modules or name is None
                    everything = everything or (name is None and deep)
    return Gradients(frozenset(names), modules, frozenset(branched), everything)


def mentions(method: FunctionInfo) -> Iterator[tuple[ast.stmt, ast.Attribute, bool]]:
    """Each mention of requires_grad that sets it: its statement, itself, and whether that stands in a branch or loop."""
    def walk(body: list[ast.stmt], deep: bool) -> Iterator[tuple[ast.stmt, ast.Attribute, bool]]:
        for statement in body:
            blocks = [getattr(statement, name, None) or [] for name in ("body", "orelse", "finalbody")]
            blocks += [part.body for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))]
            if any(blocks):
                for block in blocks:
                    yield from walk(block, True)
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and (node.attr == "requires_grad_" or (
                        node.attr == "requires_grad" and isinstance(node.ctx, ast.Store))):
                    yield statement, node, deep

    yield from walk(method.node.body, False)


def owner_of(node: ast.expr) -> str | None:
    """`name` of `self.name.….requires_grad`."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.attr if node.value.id == "self" and node.attr != "requires_grad_" else None
        node = node.func if isinstance(node, ast.Call) else node.value
    return None


def target_of(statement: ast.stmt) -> str | None:
    """`name` of `self.name = …`."""
    targets = (
        statement.targets
        if isinstance(statement, ast.Assign)
        else [statement.target]
        if isinstance(statement, ast.AnnAssign)
        else []
    )
    for target in targets:
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            return target.attr if target.attr != "requires_grad" else None
    return None
