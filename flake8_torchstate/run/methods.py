"""The methods of a class that its construction doesn't run: which of them could hold a mistake at all."""
from __future__ import annotations

import ast
import functools
import re
from weakref import WeakKeyDictionary

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo, functions_of
from flake8_torchstate.knowledge.names import PARAMETER_CLASSES, REGISTRARS
from flake8_torchstate.code.scopes import FunctionInfo, Reference
from flake8_torchstate.code.source import walk
from flake8_torchstate.code.syntax import attributes_set

WORD = re.compile(r"\w+")
CALLED = re.compile(r"([A-Z](?<!\w[A-Z])\w*)\s*\(")
DELETES = re.compile(r"del(?:attr|(?<!\wdel)\b)")
"""Searches that may find too much.  The last two begin with a letter, and no `\\b`: that takes three to forty times as
long.
"""


class Look:
    """A look at methods outside of construction: which of them could hold a mistake at all."""

    def __init__(self, info: ClassInfo, registered: set[str], everything: bool) -> None:
        self._info = info
        self._registered = registered
        self._everything = everything

    def comes_to_make(self, method: FunctionInfo) -> bool:
        """Whether a method, or one of the class that it may lead to, constructs a layer or a Parameter."""
        if self._everything:
            return True
        return comes_to_make(method, self._info) or any(map(
            makes_in_lambda, (cls.methods["__init__"] for cls in self._info.family if "__init__" in cls.methods)))

    def makes(self, method: FunctionInfo) -> bool:
        """Whether a method constructs a layer or a Parameter."""
        return self._everything or may_make(method)

    def changes_names(self, method: FunctionInfo) -> bool:
        """Whether a method assigns what is registered, registers, or sets attributes of a child."""
        outline = method.outline
        if self._everything or outline.on_child or self._registered & outline.stored or self.makes(method):
            return True
        return bool({"setattr", *REGISTRARS} & outline.called)


def makes(method: FunctionInfo) -> bool:
    """Whether a method constructs a layer or a Parameter."""
    return any(is_maker(method, name) for name in method.outline.callees)


def is_maker(method: FunctionInfo, name: str) -> bool:
    """Whether a name, as a method's text calls it, makes a layer or a Parameter."""
    if not name.rpartition(".")[2][:1].isupper():
        return False
    found = method.body_scope.resolve_text(name)
    if isinstance(found, ClassInfo):
        return found.counts_as_module
    if not isinstance(found, str) or not found.startswith("torch."):
        return False
    facts = knowledge.torch_module(found)
    return found in PARAMETER_CLASSES or (facts is not None and (not facts.stateless or facts.container is not None))


_makers: WeakKeyDictionary[FunctionInfo, bool] = WeakKeyDictionary()


def may_make(method: FunctionInfo) -> bool:
    """Whether a method constructs a layer or a Parameter; the words that it calls are looked at before its syntax."""
    if method not in _makers:
        _makers[method] = _may_make(method)
    return _makers[method]


def _may_make(method: FunctionInfo) -> bool:
    text = method.text
    words = set(CALLED.findall(text))
    wanted = any(f".{word}" in text or is_state(method.scope.lookup(word)) for word in words)
    return (wanted or " import " in text) and makes(method)


@functools.lru_cache(maxsize=64)
def makes_in_lambda(method: FunctionInfo) -> bool:
    """Whether a constructor has a lambda that constructs a layer or a Parameter each time it's called."""
    found = (each for each in walk(method.node) if isinstance(each, ast.Lambda)) if "lambda" in method.text else ()
    return any(isinstance(node, ast.Call) and is_maker(method, ast.unparse(node.func))
               for each in found for node in ast.walk(each.body))


def makers_of(info: ClassInfo) -> frozenset[FunctionInfo]:
    """The functions of a class and its bases, but for constructors, that may make a layer or a Parameter."""
    return frozenset[FunctionInfo]().union(*map(makers_in, info.family))


@functools.lru_cache(maxsize=64)
def makers_in(cls: ClassInfo) -> frozenset[FunctionInfo]:
    """Those of one class alone: many classes have the same bases."""
    return frozenset(each for each in functions_of(cls) if each.name != "__init__" and may_make(each))


@functools.lru_cache(maxsize=64)
def deleters_in(cls: ClassInfo) -> frozenset[FunctionInfo]:
    """The methods of one class alone that delete attributes; the words are looked at before the syntax."""
    return frozenset(each for each in cls.methods.values() if DELETES.search(each.text) and each.outline.deleted)


@functools.lru_cache(maxsize=64)
def numbers_in(function: FunctionInfo) -> frozenset[str]:
    """The names that a function gives torch.nn layers as numbers: as the first argument of those that make Parameters,
    which is a size, and as any of those that hold nothing.
    """
    found = set[str]()
    for node in walk(function.node):
        path = function.body_scope.resolve(node.func) if isinstance(node, ast.Call) else None
        facts = knowledge.torch_module(path) if isinstance(path, str) else None
        if not isinstance(node, ast.Call) or facts is None or facts.container is not None:
            continue
        plain = not (facts.parameters or facts.buffers or facts.submodules or any("*" in n for n in facts.arguments))
        given = [*node.args, *(k.value for k in node.keywords)] if plain else node.args[:1] if facts.parameters else []
        found.update(each.id for each in given if isinstance(each, ast.Name))
    return frozenset(found)


def is_state(found: Reference) -> bool:
    """Whether a name may stand for a class that holds weights."""
    if isinstance(found, ClassInfo):
        return found.counts_as_module
    return found is not None and (not isinstance(found, str) or found.rpartition(".")[2] in state_names())


@functools.cache
def state_names() -> frozenset[str]:
    """The last names of torch's classes that hold weights."""
    return knowledge.module_names() | {path.rpartition(".")[2] for path in PARAMETER_CLASSES}


@functools.lru_cache(maxsize=64)
def named(family: tuple[ClassInfo, ...]) -> dict[str, list[FunctionInfo]]:
    """The functions of some classes, by their names."""
    found: dict[str, list[FunctionInfo]] = {}
    for function in (each for cls in family for each in functions_of(cls)):
        found.setdefault(function.name, []).append(function)
    return found


def reached(method: FunctionInfo, info: ClassInfo) -> set[FunctionInfo]:
    """The methods of a class to which the attributes in a method lead, itself too: more than it calls."""
    by_name = named(tuple(info.family))
    found, todo = {method}, [method]
    while todo:
        current = todo.pop()
        if current not in _words:
            by_text = "getattr" in current.text
            _words[current] = frozenset(WORD.findall(current.text)) if by_text else frozenset(current.outline.mentioned)
        new = {m for name in by_name.keys() & _words[current] for m in by_name[name]} - found
        found |= new
        todo += new
    return found


_words: WeakKeyDictionary[FunctionInfo, frozenset[str]] = WeakKeyDictionary()


def comes_to_make(method: FunctionInfo, info: ClassInfo) -> bool:
    """Whether a method may come to one that makes a layer or a Parameter: in another file only one that gives or keeps
    something, or may come to a method of the class's own file.
    """
    makers = makers_of(info)
    return bool(makers) and any(
        maker.outline.gives or maker.outline.stored or any(each.source is info.source for each in reached(maker, info))
        for maker in makers & reached(method, info))


def changes(method: FunctionInfo, names: set[str]) -> bool:
    """Whether a method may set one of some attributes (none: any), or one of an attribute, or one by a name."""
    if any(word in method.text for word in (*REGISTRARS, "setattr", "__dict__", "for self.")):
        return True
    stored, on_child = attributes_set(method.node)
    if method.owner is not None:
        stored = set(map(method.owner.private, stored))
    return on_child or bool(stored) and not names or not names.isdisjoint(stored)
