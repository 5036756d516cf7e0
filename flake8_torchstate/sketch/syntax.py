"""Questions about single nodes of Python's ast."""
from __future__ import annotations

import ast
from typing import TypeGuard

from flake8_torchstate.source import FunctionNode, walk


def text_of(node: ast.expr) -> list[str] | None:
    """The names of `a.b.c`; None for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    names.append(node.id)
    names.reverse()
    return names


def has_float(node: ast.expr) -> bool:
    """Whether a number or list of numbers has a float in it, and so makes a tensor of floats."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(has_float(part) for part in node.elts)
    if isinstance(node, ast.UnaryOp):
        return has_float(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def assigns_attributes(node: FunctionNode) -> bool:
    """Whether a function assigns an attribute of anything: its arguments too, which may be the module or a child of it."""
    return any(isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) for part in walk(node))


def is_format(node: ast.expr) -> TypeGuard[_Format]:
    """Whether an expression is `"…".format(…)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format" and (
        isinstance(node.func.value, ast.Constant) and not node.keywords)


class _Format(ast.Call):
    func: ast.Attribute


def arguments_of(arguments: ast.arguments) -> list[str]:
    """The names of all parameters."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
    return [argument.arg for argument in found]


def quoted(text: str) -> ast.expr | None:
    """A quoted annotation."""
    try:
        return ast.parse(text, mode="eval").body if len(text) < 500 else None
    except (SyntaxError, ValueError, RecursionError):
        return None


def bound_by(generators: list[ast.comprehension]) -> set[str]:
    """The names that comprehensions bind."""
    return {part.id for generator in generators for part in walk(generator.target) if isinstance(part, ast.Name)}
