"""The classes of a file: those in classes and in functions too."""
from __future__ import annotations

from collections.abc import Iterator

from flake8_torchstate.code.scopes import CLASSMETHOD, DATACLASS, STATIC, ClassInfo, FunctionInfo, Scope
from flake8_torchstate.knowledge.modules import MODULE, MOVERS, canonical, is_module_path, is_transparent

__all__ = ["CLASSMETHOD", "DATACLASS", "MODULE", "MOVERS", "STATIC", "ClassInfo", "canonical", "classes_of",
           "functions_of", "holds_class", "is_module_path", "is_transparent"]


def classes_of(scope: Scope) -> Iterator[ClassInfo]:
    """Every class of a scope: those in classes and in functions too."""
    for cls in list(scope.classes.values()):
        yield from _within(cls)
    for function in list(scope.functions.values()):
        if holds_class(function):
            yield from classes_of(function.body_scope)


def _within(cls: ClassInfo) -> Iterator[ClassInfo]:
    yield cls
    for inner in cls.nested.values():
        yield from _within(inner)
    for method in functions_of(cls):
        if holds_class(method):
            yield from classes_of(method.body_scope)


def functions_of(cls: ClassInfo) -> list[FunctionInfo]:
    """The methods of a class, and the functions of its properties."""
    return [*cls.methods.values(), *(function for found in cls.properties.values() for function in found.functions)]


def holds_class(function: FunctionInfo) -> bool:
    """Whether a class stands somewhere in a function's text."""
    lines = function.source.text_lines()[function.at.lineno:function.at.end_lineno]
    return any("class " in line for line in lines)
