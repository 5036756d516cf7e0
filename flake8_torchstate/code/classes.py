"""The classes of a file, those in classes and in functions too, and what their constructors need."""
from __future__ import annotations

from collections.abc import Iterator

from flake8_torchstate.code.scopes import CLASSMETHOD, DATACLASS, STATIC, ClassInfo, FunctionInfo, Scope
from flake8_torchstate.knowledge.modules import MODULE, MOVERS, canonical, is_module_path, is_transparent

__all__ = ["CLASSMETHOD", "DATACLASS", "MODULE", "MOVERS", "STATIC", "ClassInfo", "base_takes_nothing", "canonical",
           "classes_of", "functions_of", "holds_class", "is_bystander", "is_module_path", "is_transparent",
           "needs_nothing"]


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
    return "class " in function.text


def base_takes_nothing(cls: ClassInfo) -> bool:
    """Whether the constructor that `super().__init__()` reaches is known to need no arguments, as those after it."""
    for base in cls.mro[1:]:
        if base == MODULE:
            return True
        if isinstance(base, ClassInfo):
            if base.generates_init or ("__init__" in base.methods and not needs_nothing(base.methods["__init__"])):
                return False
        elif not is_bystander(base):
            return False
    return False


def is_bystander(base: str | None) -> bool:
    """Whether a base outside of the tree has no constructor that matters here."""
    return base is not None and is_transparent(base) and not is_module_path(base)


def needs_nothing(method: FunctionInfo) -> bool:
    """Whether a constructor can be called without arguments."""
    given_ones = method.node.args
    positional = len(given_ones.posonlyargs) + len(given_ones.args) - 1
    return positional <= len(given_ones.defaults) and None not in given_ones.kw_defaults
