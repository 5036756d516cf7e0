"""Functions that can't make any part of a module's state, by all that their text and that of what they call names."""
from __future__ import annotations

import ast
from weakref import WeakKeyDictionary

from flake8_torchstate.code.classes import ClassInfo, functions_of
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.code.source import walk
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.run.limits import MOST_NAMED

Named = FunctionInfo | ConstantInfo
_makers: WeakKeyDictionary[FunctionInfo, bool] = WeakKeyDictionary()


def gives_of_torch(info: FunctionInfo) -> bool:
    """Whether a function gives something, and itself names anything of torch or a Module."""
    if info not in _makers:
        _makers[info] = info.outline.gives and any(
            isinstance(found, str) and is_of_torch(found) or isinstance(found, ClassInfo) and found.counts_as_module
            for found in named_by(info))
    return _makers[info]


def is_of_torch(path: str) -> bool:
    """Whether a dotted name is torch's, or a Module class of another library."""
    return path.partition(".")[0] == "torch" or libraries.is_module(path)


_sterile: WeakKeyDictionary[FunctionInfo, bool] = WeakKeyDictionary()


def is_sterile(start: FunctionInfo) -> bool:
    """Whether neither a function nor anything that it names, through other functions and constants, is torch's or a
    Module.
    """
    if start not in _sterile:
        _sterile[start] = _is_sterile(start)
    return _sterile[start]


def _is_sterile(start: FunctionInfo) -> bool:
    todo: list[Named] = [start]
    seen: set[Named] = {start}
    while todo:
        current = todo.pop()
        for found in named_by(current):
            if isinstance(found, str):
                if is_of_torch(found):
                    return False
                continue
            parts: list[Named] = [found] if not isinstance(found, ClassInfo) else list(functions_of(found))
            if isinstance(found, ClassInfo) and (found.counts_as_module or found.has_unknown_base):
                return False
            new = [part for part in parts if part not in seen]
            seen.update(new)
            todo += new
        if len(seen) > MOST_NAMED:
            return False
    return True


def named_by(what: Named) -> list[FunctionInfo | ConstantInfo | ClassInfo | str]:
    """What the names in a function or a constant stand for, other than its own local ones."""
    node: ast.AST | None = what.node if isinstance(what, FunctionInfo) else what.node.value
    scope: Scope = what.body_scope if isinstance(what, FunctionInfo) else what.scope
    if node is None:
        return []
    parts = walk(node)
    names = [part for part in parts if isinstance(part, ast.Name)]
    local = {name.id for name in names if not isinstance(name.ctx, ast.Load)}
    local |= {part.arg for part in parts if isinstance(part, ast.arg)}
    found: list[Reference] = [scope.lookup(name) for name in {name.id for name in names} - local]
    for part in parts:
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id not in local:
            found.append(scope.resolve(part))
    return [each for each in found if each is not None]
