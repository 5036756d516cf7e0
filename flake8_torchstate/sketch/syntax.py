"""Questions about single nodes of Python's ast."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from flake8_torchstate.code.source import FunctionNode, walk


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


MUTATORS = frozenset("append add appendleft insert setdefault extend update extendleft".split())
FRESH = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Call, ast.BinOp)
"""Expressions that make a container of their own."""


def is_fresh(node: ast.expr) -> bool:
    """Whether an expression makes a new container, which nothing else holds."""
    return isinstance(node, FRESH) or isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def changes_what_it_gets(node: FunctionNode | ast.Lambda) -> bool:
    """Whether a function sets an attribute of anything, or changes a container that it is given.

    Its arguments may be the module, a child of it, or what becomes an attribute.
    """
    own = set(arguments_of(node.args))
    for part in walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
            return True
        if isinstance(part, ast.Call) and (isinstance(part.func, ast.Name) and part.func.id in ("setattr", "delattr")
                                           or isinstance(part.func, ast.Attribute) and part.func.attr in MUTATORS and root_of(part.func) in own):
            return True
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store) and root_of(part) in own:
            return True
        if isinstance(part, ast.AugAssign) and root_of(part.target) in own:
            return True
    return False


def names_in(target: ast.expr) -> Iterator[str]:
    """The names that a target binds, without those of which it sets an item or an attribute."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from names_in(part)
    elif isinstance(target, ast.Starred):
        yield from names_in(target.value)


def root_of(node: ast.expr) -> str | None:
    """The name at the start of `a.b[c].d`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


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
    return {name for generator in generators for name in names_in(generator.target)}
