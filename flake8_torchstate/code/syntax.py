"""Questions about single nodes of Python's ast that take no knowledge of names."""
from __future__ import annotations

import ast
from typing import TypeGuard

from flake8_torchstate.code.source import FUNCTIONS, statements, walk


def arguments_of(call: ast.Call) -> list[ast.expr]:
    """All arguments of a call."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def path_of(node: ast.expr) -> list[str]:
    """`["a", "b", "c"]` of `a.b().c[d]`; the first one is empty where it begins with something else than a name."""
    found: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        if isinstance(node, ast.Attribute):
            found.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    found.append(node.id if isinstance(node, ast.Name) else "")
    return found[::-1]


def is_called_on_way(node: ast.expr | None, name: str) -> bool:
    """Whether `x.name().….last()` calls a method of a name before the last."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            return True
    return False


def is_super(node: ast.expr) -> TypeGuard[ast.Call]:
    """Whether an expression is `super(…)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def is_new(node: ast.expr | None) -> bool:
    """Whether an expression makes what it gives, and isn't another name for something."""
    if isinstance(node, ast.IfExp):
        return is_new(node.body) and is_new(node.orelse)
    if isinstance(node, ast.BoolOp):
        return all(map(is_new, node.values))
    return not isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Starred))


def defaults_of(arguments: ast.arguments) -> dict[str, ast.expr]:
    """The defaults of a function's parameters, by name."""
    named = [*arguments.posonlyargs, *arguments.args]
    found = {a.arg: default for a, default in zip(reversed(named), reversed(arguments.defaults))}
    keyword_only = zip(arguments.kwonlyargs, arguments.kw_defaults)
    return found | {a.arg: default for a, default in keyword_only if default is not None}


def attributes_set(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[set[str], bool]:
    """The attributes that a function assigns or deletes, and whether it does so with one of an attribute."""
    stored: set[str] = set()
    on_child = False
    for node in statements(function.body):
        targets: list[ast.expr] = [*getattr(node, "targets", ()), *filter(None, [getattr(node, "target", None)])]
        targets += [item.optional_vars for item in getattr(node, "items", ()) if item.optional_vars is not None]
        for part in (part for target in targets for part in walk(target)):
            if isinstance(part, ast.Attribute) and not isinstance(part.ctx, ast.Load):
                stored.add(part.attr)
                on_child = on_child or isinstance(part.value, ast.Attribute)
        if isinstance(node, FUNCTIONS):
            inner, inner_child = attributes_set(node)
            stored |= inner
            on_child = on_child or inner_child
    return stored, on_child


def is_literal(node: ast.expr) -> bool:
    """Whether an expression is made of constants alone: it has no effect, and nothing is lost in it."""
    if isinstance(node, ast.Constant):
        return True
    return all(isinstance(part, LITERALS) for part in walk(node))


LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp)


def blocks_of(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of statements that a statement has, the empty ones left out."""
    blocks = [getattr(node, part, None) or [] for part in ("body", "orelse", "finalbody")]
    blocks += [handler.body for handler in getattr(node, "handlers", ())]
    blocks += [case.body for case in getattr(node, "cases", ())]
    return [block for block in blocks if block]


def as_read(node: ast.expr) -> ast.expr:
    """The target of an augmented assignment as an expression that is read."""
    made: ast.expr
    if isinstance(node, ast.Attribute):
        made = ast.Attribute(node.value, node.attr, ast.Load())
    elif isinstance(node, ast.Subscript):
        made = ast.Subscript(node.value, node.slice, ast.Load())
    else:
        made = ast.Name(getattr(node, "id", ""), ast.Load())
    return ast.copy_location(made, node)


def names_cpu(node: ast.expr) -> bool:
    """Whether an argument is the CPU, as it's written."""
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return names_cpu(node.args[0])
    return isinstance(node, ast.Constant) and node.value in ("cpu", None)
