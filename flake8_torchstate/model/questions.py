"""What the construction of a base can ask of the class that is constructed, so that two classes can be told to be
alike.
"""
from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import dataclass

from flake8_torchstate.code.classes import ClassInfo, is_module_path
from flake8_torchstate.knowledge.libraries import gone_methods
from flake8_torchstate.knowledge.library_attributes import IN_CLASS, PROPERTY, SETTABLE, attribute_kinds
from flake8_torchstate.knowledge.names import transparent
from flake8_torchstate.model import registry
from flake8_torchstate.model.registry import Ground


@dataclass(frozen=True)
class Question:
    """One question: `what` is asked of a `name`, or of the classes `after` one in the order of bases."""

    what: str
    name: str = ""
    after: Hashable = None

    def answer(self, cls: ClassInfo) -> Hashable:
        """What a class answers: the same as another one's only where nothing that is asked differs."""
        if self.what == "ground":
            return described(cls, self.name)
        if self.what == "owner":
            return ground_of(cls, self.name)[1] is cls
        if self.what == "method":
            return cls.find_method(self.name, self.after if isinstance(self.after, ClassInfo) else None)
        return next_constructor(cls, self.after)


NO_CONSTRUCTOR = "builtins.object"


def next_constructor(cls: ClassInfo, after: Hashable) -> ClassInfo | str | None:
    """The class whose constructor `super().__init__` runs after one in the order of bases (of all, where it isn't
    there).

    A class of the tree that has one or whose decorator writes one, or the name of one outside; None where that can't
    be told.
    """
    start = cls.mro.index(after) + 1 if after is not None and after in cls.mro else 0
    for base in cls.mro[start:]:
        if isinstance(base, ClassInfo):
            if "__init__" in base.methods or base.generates_init:
                return base
        elif base is None or is_module_path(base) or base == NO_CONSTRUCTOR or not transparent(base):
            return base
    return NO_CONSTRUCTOR


def described(cls: ClassInfo, name: str) -> Hashable:
    """What a class has under a name, as far as reading it can tell: of a plain constant its value."""
    ground, owner = ground_of(cls, name)
    if ground is Ground.CLASS_ATTRIBUTE and owner is not None and name in owner.attributes:
        value = owner.attributes[name].node.value
        told = literal(value, owner) if value is not None else None
        if told is not None:
            return ground, told
    return ground, owner


def literal(node: ast.expr, owner: ClassInfo, inner: bool = False) -> Hashable | None:
    """What a constant of a class body is, or a container of such and of classes; None for anything else."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__, repr(node.value)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [literal(item, owner, True) for item in node.elts]
        return None if None in items else (type(node).__name__, *items)
    if isinstance(node, ast.Dict):
        keys = [literal(key, owner, True) if key is not None else None for key in node.keys]
        items = [literal(item, owner, True) for item in node.values]
        return None if None in keys or None in items else ("Dict", *keys, *items)
    named = owner.body_scope.lookup(node.id) if inner and isinstance(node, ast.Name) else None
    if isinstance(named, ClassInfo):  # which one it is says nothing of the container
        return "class", named.counts_as_module
    return None


def ground_of(cls: ClassInfo, name: str) -> tuple[Ground, ClassInfo | None]:
    """What a class has under a name, and which class of its family defines it (None: nn.Module itself, or a base of
    another library).
    """
    for base in cls.mro:
        if not isinstance(base, ClassInfo):
            ground = OUTSIDE.get(attribute_kinds(base).get(name, "")) if base is not None else None
            if base is not None and ground is Ground.PROPERTY and any(map(cls.defines, gone_methods(base))):
                ground = Ground.SETTABLE_PROPERTY  # of an older version, where it may have had a setter, or been none
            if ground is not None:
                return ground, None
            continue
        if name in base.properties:
            if base.properties[name].cached:
                return Ground.CLASS_ATTRIBUTE, base
            settable = base.properties[name].setter is not None
            return (Ground.SETTABLE_PROPERTY if settable else Ground.PROPERTY), base
        if name in base.methods:
            return Ground.METHOD, base
        if name in base.attributes or name in base.nested:
            return Ground.CLASS_ATTRIBUTE, base
    return registry.fresh_slot(name).ground, None


OUTSIDE = {PROPERTY: Ground.PROPERTY, SETTABLE: Ground.SETTABLE_PROPERTY, IN_CLASS: Ground.CLASS_ATTRIBUTE}


def library_base(cls: ClassInfo, name: str) -> str:
    """The name of the base of another library that has a name; nothing where none is known to."""
    found = (base for base in cls.mro if isinstance(base, str) and name in attribute_kinds(base))
    return next(found, "").rpartition(".")[2]
