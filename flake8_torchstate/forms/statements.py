"""Statements in which nothing can go wrong."""
from __future__ import annotations

import ast

from flake8_torchstate.code.syntax import is_new, is_super, path_of
from flake8_torchstate.forms.expressions import target
from flake8_torchstate.forms.look import Doubt, Look
from flake8_torchstate.knowledge.names import COLLECTIONS
from flake8_torchstate.run.kinds import FUNCTION, LAYER, LIST, NONE, PLAIN, got


def expression(look: Look, node: ast.Expr) -> None:
    """An expression for its effects; `super().__init__(…)`, once and always, before anything is registered."""
    call, frame = node.value, look.frame
    base = call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
    if not isinstance(call, ast.Call) or not isinstance(base, ast.Call) or not (
            is_super(base) and path_of(call)[-1] == "__init__"):
        look.see([call])
        return
    if frame.begun or look.arms or look.loops or (
            base.args and look.memory.lookup(frame.scope, base.args[0]) is not frame.owner):
        raise Doubt("super().__init__() in a way of its own")
    frame.begun = True
    look.construct(frame.owner, call)


def assign(look: Look, node: ast.Assign) -> None:
    """`a = b = value`, `a, b = value`."""
    kind = look.kind(node.value)
    for each in node.targets:
        target(look, each, kind, makes(look, node.value, kind) and len(node.targets) == 1)


def delete(look: Look, node: ast.Delete) -> None:
    """`del name`, `del self.name`."""
    if not all(isinstance(each, ast.Name) or look.own_attribute(each) for each in node.targets):
        raise Doubt("del of something else")


def makes(look: Look, node: ast.expr, kind: int) -> bool:
    """Whether an expression makes what it gives; a call, but for list(…), may give a list that something has."""
    return is_new(node) and not (
        isinstance(node, ast.Call) and kind & LIST and look.outside(node.func) not in COLLECTIONS)


def annotated(look: Look, node: ast.AnnAssign) -> None:
    """`a: T = value`: the annotation says what an unknown value is."""
    if node.value is not None:
        kind = look.kind(node.value)
        unknown = kind & (PLAIN | LAYER) and not isinstance(node.value, ast.Constant)
        promise = look.promise(node.annotation) if unknown else 0
        target(look, node.target, kind | promise, makes(look, node.value, kind))


def branch(look: Look, node: ast.If) -> None:
    """`if`: its arms exclude each other."""
    look.see([node.test])
    look.serial += 1
    serial, outer = look.serial, look.arms
    for index, body in enumerate((node.body, node.orelse)):
        look.arms = (*outer, (serial, index))
        look.block(body)
    look.arms = outer


def loop(look: Look, node: ast.For) -> None:
    """`for`: what it goes over, and what it makes."""
    kind = look.see([node.iter])
    target(look, node.target, got(kind), False)
    look.loops += 1
    look.block(node.body)
    look.loops -= 1
    look.block(node.orelse)


def leave(look: Look, node: ast.Return | ast.Raise | ast.Assert) -> None:
    """`return`, `raise`, `assert`: after super().__init__(), which might not run else."""
    if not look.frame.begun:
        raise Doubt("a way past super().__init__()")
    parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
    kind = look.see(parts, not isinstance(node, ast.Return))
    if isinstance(node, ast.Return):
        look.bind("return", kind if node.value is not None else NONE)


def pass_(look: Look, node: ast.stmt) -> None:
    """`pass`, `break`, `continue`; an import: its names are looked up in the body; a function that isn't called."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        look.frame.scope = look.running[-1].body_scope
    elif isinstance(node, ast.FunctionDef):
        look.bind(node.name, FUNCTION)
