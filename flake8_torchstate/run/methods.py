"""The methods of a class that its construction doesn't run: which of them could hold a mistake at all."""
from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo, functions_of
from flake8_torchstate.knowledge.names import PARAMETER_CLASSES, REGISTRARS
from flake8_torchstate.code.scopes import FunctionInfo, Reference
from flake8_torchstate.code.source import statements, walk
from flake8_torchstate.code.syntax import attributes_set, is_super, path_of

WORD = re.compile(r"\w+")
CALLED = re.compile(r"\b([A-Z]\w*)\s*\(")
"""Searches that may find too much."""


class Look:
    """A look at methods outside of construction: which of them could hold a mistake at all."""

    def __init__(self, info: ClassInfo, registered: set[str], everything: bool) -> None:
        self._info = info
        self._registered = registered
        self._everything = everything

    @functools.cached_property
    def any_makes(self) -> bool:
        """Whether any method of the family constructs a layer or Parameter."""
        return self._everything or any(self.makes(m) for cls in self._info.family for m in (
            *cls.methods.values(), *(p.getter for p in cls.properties.values() if p.getter)) if m.name != "__init__")

    def makes(self, method: FunctionInfo) -> bool:
        """Whether a method constructs a layer or a Parameter."""
        return self._everything or makes(method)

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


def may_make(method: FunctionInfo) -> bool:
    """Whether a method constructs a layer or a Parameter; the words that it calls are looked at before its syntax."""
    text = method.text
    wanted = " import " in text or any(
        f".{word}" in text or is_state(method.scope.lookup(word)) for word in set(CALLED.findall(text))
    )
    return wanted and makes(method)


def is_state(found: Reference) -> bool:
    """Whether a name may stand for a class that holds weights."""
    if isinstance(found, ClassInfo):
        return found.counts_as_module
    return found is not None and (not isinstance(found, str) or found.rpartition(".")[2] in state_names())


@functools.cache
def state_names() -> frozenset[str]:
    """The last names of torch's classes that hold weights."""
    return knowledge.module_names() | {path.rpartition(".")[2] for path in PARAMETER_CLASSES}


def reached(method: FunctionInfo, info: ClassInfo) -> set[FunctionInfo]:
    """The methods of a class to which a method's words lead, itself too: more than it calls."""
    by_name: dict[str, list[FunctionInfo]] = {}
    for each in (m for cls in info.family for m in functions_of(cls)):
        by_name.setdefault(each.name, []).append(each)
    found, todo = {method}, [method]
    while todo:
        current = todo.pop()
        if current not in _words:
            _words[current] = frozenset(WORD.findall(current.text))
        new = {m for name in by_name.keys() & _words[current] for m in by_name[name]} - found
        found |= new
        todo += new
    return found


_words: WeakKeyDictionary[FunctionInfo, frozenset[str]] = WeakKeyDictionary()


def changes(method: FunctionInfo, names: set[str]) -> bool:
    """Whether a method may give some attributes (none: any) a value: it assigns one of them, or one of an attribute,
    or by name.
    """
    if any(word in method.text for word in (*REGISTRARS, "setattr", "__dict__")):
        return True
    stored, on_child = attributes_set(method.node)
    return (
        on_child
        or bool(stored)
        and not names
        or not names.isdisjoint(map(method.owner.private, stored) if method.owner is not None else stored)
    )


@dataclass(frozen=True)
class Outside:
    """What a function of another file may do to a module and to its arguments, by its words.

    calls: what it may call of the module; sets: the attributes of it or of anything that may become something else
    than numbers, texts and containers; hands_on: the functions that it calls, and whether they may get the module;
    constructs: it calls `super().__init__()`, alone and always (None: something like it).
    """

    calls: frozenset[str]
    sets: frozenset[str]
    hands_on: tuple[tuple[FunctionInfo, bool], ...]
    constructs: bool | None


_views: WeakKeyDictionary[FunctionInfo, dict[bool, Outside]] = WeakKeyDictionary()


def outside(function: FunctionInfo, bound: bool) -> Outside:
    """The view of a function from outside: of a method, or of another function that may get the module or doesn't
    (`bound`).
    """
    views = _views.setdefault(function, {})
    if bound not in views:
        views[bound] = _seen_from_outside(function, bound)
    return views[bound]


def _seen_from_outside(function: FunctionInfo, bound: bool) -> Outside:
    node, text = function.node, function.text
    method = function.owner is not None and bool(node.args.args)
    itself = node.args.args[0].arg if method else ""
    parts = list(walk(node))
    plain = {
        a.arg
        for a in (*node.args.args, *node.args.kwonlyargs)
        if not a.annotation or not MODULE_WORDS & set(WORD.findall(ast.unparse(a.annotation)))
    }
    plain -= {itself, *(part.id for part in parts if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load))}
    attributes = [part for part in parts if isinstance(part, ast.Attribute)]
    of_self = [part for part in attributes if isinstance(part.value, ast.Name) and part.value.id == itself]
    loose = (
        bound and sum(isinstance(part, ast.Name) and part.id == itself for part in parts) > len(of_self)
        if method
        else bound
    )
    texts = {
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier()
    }
    sets = {part.attr for part in attributes if not isinstance(part.ctx, ast.Load)} - {
        target.attr for stmt in statements(node.body) if isinstance(stmt, ast.Assign) and is_data(stmt.value, plain)
        for target in stmt.targets if isinstance(target, ast.Attribute)}
    for part in parts:
        if (
            isinstance(part, ast.Call)
            and path_of(part)[-1] == "setattr"
            and not (len(part.args) == 3 and is_data(part.args[2], plain))
        ):
            sets |= texts
    if any(word in text for word in (*REGISTRARS, "__dict__", "vars(")):
        sets |= texts
    calls = {part.attr for part in (attributes if loose else of_self) if part.attr != "__init__" or part in of_self} | (
        texts if "getattr" in text and bound else set())
    called = {function.body_scope.resolve(part.func) for part in parts if isinstance(part, ast.Call)}
    count = text.count(".__init__(")
    constructs = (
        None
        if count > 1
        or count
        and not any(
            isinstance(stmt, ast.Expr)
            and isinstance(stmt.value, ast.Call)
            and path_of(stmt.value)[-1] == "__init__"
            and isinstance(stmt.value.func, ast.Attribute)
            and is_super(stmt.value.func.value)
            for stmt in node.body
        )
        else bool(count)
    )
    hands_on = tuple((found, loose) for found in called if isinstance(found, FunctionInfo))
    return Outside(frozenset(calls if bound else ()), frozenset(sets), hands_on, constructs)


def beyond(start: FunctionInfo, gets: bool, family: tuple[ClassInfo, ...]) -> Outside | None:
    """The view of a function and all that it calls in other files; None where that is much, or goes around
    constructors.
    """
    todo, seen, calls, sets = [(start, gets)], {(start, gets)}, set[str](), set[str]()
    while todo and len(seen) < 500:
        function, bound = todo.pop()
        view = outside(function, bound)
        if view.constructs is None or view.constructs and function is not start:
            return None
        calls |= view.calls
        sets |= view.sets
        found = {
            *view.hands_on,
            *((m, True) for cls in family for m in functions_of(cls) if m.name in view.calls),
        } - seen
        seen |= found
        todo += found
    return (
        Outside(frozenset(calls), frozenset(sets), tuple(seen), outside(start, gets).constructs) if not todo else None
    )


MODULE_WORDS = frozenset("Module Tensor Parameter Any object".split())


def is_data(node: ast.expr, arguments: set[str]) -> bool:
    """Whether an expression can't be a module, Parameter or buffer: a literal, a container, an argument that isn't
    said to be one.
    """
    if isinstance(node, ast.IfExp):
        return is_data(node.body, arguments) and is_data(node.orelse, arguments)
    if isinstance(node, ast.Call):
        name = (
            node.func.attr
            if isinstance(node.func, ast.Attribute)
            else node.func.id
            if isinstance(node.func, ast.Name)
            else ""
        )
        return name in ("set", "dict", "list", "tuple", "str", "copy")
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    return (
        isinstance(node, (ast.Constant, ast.JoinedStr, ast.Compare, ast.Dict, ast.List, ast.Set))
        or isinstance(root, ast.Name)
        and root.id in arguments
    )
