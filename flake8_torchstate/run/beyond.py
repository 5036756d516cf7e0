"""What a function of another file may do to a module that is constructed, by its words alone: more than it does."""
from __future__ import annotations

import ast
from collections import Counter
from weakref import WeakKeyDictionary
from typing import NamedTuple

from flake8_torchstate.code.classes import ClassInfo, functions_of
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.source import Source, statements, walk
from flake8_torchstate.code.syntax import is_super, path_of
from flake8_torchstate import knowledge
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.names import MAKERS, REGISTRARS
from flake8_torchstate.run.methods import (
    WORD, changes, deleters_in, makers_in, makes_in_lambda, may_make, named, numbers_in)


class Outside(NamedTuple):
    """What a function of another file may do to a module and to its arguments, by its words.

    calls: what it may call of the module; supers: what it calls of that by super(); sets: the attributes, of that or of
    anything, that may become something else than numbers, texts and containers; layers: those of them that become new
    layers alone; data: other attributes that it sets; texts: the names in its texts; by_name: it sets attributes under
    names that it is given; hands_on: the functions that it calls, and whether they may get the module; constructs: it
    calls `super().__init__()`, alone and always (None: something like it).
    """

    calls: frozenset[str]
    supers: frozenset[str]
    sets: frozenset[str]
    layers: frozenset[str]
    data: frozenset[str]
    texts: frozenset[str]
    by_name: bool
    hands_on: tuple[tuple[FunctionInfo, bool], ...]
    constructs: bool | None


_views: WeakKeyDictionary[FunctionInfo, dict[bool, Outside]] = WeakKeyDictionary()


def outside(function: FunctionInfo, bound: bool) -> Outside:
    """The view of a function from outside; `bound`: it may get the module."""
    views = _views.setdefault(function, {})
    if bound not in views:
        views[bound] = _seen_from_outside(function, bound)
    return views[bound]


def _seen_from_outside(function: FunctionInfo, bound: bool) -> Outside:
    """The view of a function that wasn't looked at yet."""
    node, text = function.node, function.text
    method = function.owner is not None and bool(node.args.args)
    itself = node.args.args[0].arg if method else ""
    parts = walk(node)
    names = [part for part in parts if isinstance(part, ast.Name)]
    plain = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs) if is_plain(argument.annotation)}
    plain -= {itself, *(name.id for name in names if not isinstance(name.ctx, ast.Load))}
    attributes = [part for part in parts if isinstance(part, ast.Attribute)]
    of_self = [part for part in attributes if isinstance(part.value, ast.Name) and part.value.id == itself]
    loose = bound and (not method or sum(name.id == itself for name in names) > len(of_self))
    handed_up = {part.attr for part in attributes if is_super(part.value)} - {"__init__"}
    constants = [part.value for part in parts if isinstance(part, ast.Constant)]
    texts = {text for text in constants if isinstance(text, str) and text.isidentifier()}
    assigned = [(target.attr, stmt.value) for stmt in statements(node.body) if isinstance(stmt, ast.Assign)
                for target in stmt.targets if isinstance(target, ast.Attribute)]
    stored = Counter(part.attr for part in attributes if not isinstance(part.ctx, ast.Load))
    data = set(stored)
    stored -= Counter(name for name, value in assigned if is_data(value, plain))
    sets = set(stored)
    stored -= Counter(name for name, value in assigned if makes_layer(function, value))
    any_text = any(word in text for word in (*REGISTRARS, "__dict__", "vars("))
    told = (any_text or "setattr" in text) and sets_what_it_is_told(node.args, parts)
    for part in parts:
        if isinstance(part, ast.Call) and path_of(part)[-1] == "setattr":
            data |= texts
            any_text = any_text or len(part.args) != 3 or not is_data(part.args[2], plain)
    sets |= texts if any_text else set()
    items = [part for part in parts if isinstance(part, ast.Subscript) and not isinstance(part.ctx, ast.Load)]
    if items and not own_containers(node).issuperset(path_of(item)[0] for item in items):
        sets.add(ITEMS)
    calls = {part.attr for part in (attributes if loose else of_self) if part.attr != "__init__" or part in of_self} | (
        texts if "getattr" in text and bound else set())
    called = {function.body_scope.resolve(part.func) for part in parts if isinstance(part, ast.Call)}
    count = text.count(".__init__(")
    constructs = bool(count) if not count or count == 1 and begins(node.body) else None
    hands_on = tuple((found, loose) for found in called if isinstance(found, FunctionInfo))
    calls, handed_up = (calls, handed_up) if bound else (set(), set())
    layers = sets - {*stored, *(texts if any_text else ()), ITEMS}
    return Outside(frozenset(calls), frozenset(handed_up), frozenset(sets), frozenset(layers), frozenset(data - sets),
                   frozenset(texts), told, hands_on, constructs)


_beyond: WeakKeyDictionary[FunctionInfo, dict[tuple[bool, tuple[ClassInfo, ...]], Outside | None]] = WeakKeyDictionary()


def beyond(start: FunctionInfo, gets: bool, family: tuple[ClassInfo, ...]) -> Outside | None:
    """The view of a function and of all that it calls in other files; None for much, or for other constructors."""
    known = _beyond.setdefault(start, {})
    if (gets, family) not in known:
        known[gets, family] = _seen_with_all(start, gets, family)
    return known[gets, family]


def forget(source: Source) -> None:
    """Let go of a file's functions: what was seen of one may hold others, and with these itself."""
    for function in [function for function in _views if function.source is source]:
        del _views[function]
    for function in [function for function in _beyond if function.source is source]:
        del _beyond[function]
    named.cache_clear()
    makers_in.cache_clear()
    deleters_in.cache_clear()
    numbers_in.cache_clear()
    makes_in_lambda.cache_clear()


def _seen_with_all(start: FunctionInfo, gets: bool, family: tuple[ClassInfo, ...]) -> Outside | None:
    todo, seen, calls, supers, sets = [(start, gets)], {(start, gets)}, set[str](), set[str](), set[str]()
    others, data = set[str](), set[str]()
    callers: dict[FunctionInfo, set[FunctionInfo]] = {}
    by_name = named(family)
    while todo and len(seen) < 500:
        function, bound = todo.pop()
        view = outside(function, bound)
        if view.constructs is None or view.constructs and function is not start:
            return None
        calls |= view.calls
        supers |= view.supers
        sets |= view.sets
        others |= view.sets - view.layers
        data |= view.data
        methods = [method for name in view.calls & by_name.keys() for method in by_name[name]]
        above = family[family.index(function.owner) + 1:] if function.owner in family else family
        methods += [each for cls in above if view.supers for each in functions_of(cls) if each.name in view.supers]
        found = {*view.hands_on, *((method, True) for method in methods)}
        for callee in (each for each, gets_module in found if gets_module):
            callers.setdefault(callee, set()).add(function)
        found -= seen
        seen |= found
        todo += found
    if todo:
        return None
    told = [each for each, bound in seen if bound and outside(each, True).by_name]
    for function in led_from(told, callers):
        others |= outside(function, True).texts
    return Outside(frozenset(calls), frozenset(supers), frozenset(sets | others), frozenset(sets - others),
                   frozenset(data), frozenset(), bool(told), tuple(seen), outside(start, gets).constructs)


def led_from(setters: list[FunctionInfo], callers: dict[FunctionInfo, set[FunctionInfo]]) -> set[FunctionInfo]:
    """The functions that come to call one of some, which may get names from them."""
    found = set[FunctionInfo]()
    todo = list(setters)
    while todo:
        new = callers.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


def led_to(view: Outside, cls: ClassInfo) -> list[FunctionInfo]:
    """The methods of a class's own file that a view of functions of other files may call."""
    far = next((index for index, each in enumerate(cls.family) if each.source is not cls.source), len(cls.family))
    ours = [(each, index > far) for index, each in enumerate(cls.family) if each.source is cls.source]
    return [method for each, above in ours for method in functions_of(each)
            if method.name in view.calls or above and method.name in view.supers]


def is_still(method: FunctionInfo, cls: ClassInfo) -> bool:
    """Whether a method of the class's own file, with all that it may come to, changes nothing and makes no layers."""
    others = tuple(each for each in cls.family if each.source is not cls.source)
    todo, seen = [method], {method}
    while todo:
        view = beyond(todo.pop(), True, others)
        if view is None or view.sets or view.constructs:
            return False
        near = {each for each, _ in view.hands_on if each.source is cls.source}
        if any(may_make(each) or changes(each, set()) or changes_in_place(each) for each in near):
            return False
        new = set(led_to(view, cls)) - seen
        seen |= new
        todo += new
    return True


def changes_in_place(function: FunctionInfo) -> bool:
    """Whether a function fills what isn't its own, or calls a method that ends in `_`, as those that change tensors."""
    own = own_containers(function.node)
    for node in walk(function.node):
        if isinstance(node, (ast.AugAssign, ast.Delete)):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            path = path_of(node.func)
            in_place = path[-1].endswith("_") and path[-2] != "data" and function.body_scope.resolve(node.func) is None
            if in_place or path[-1] in GROWING and path[0] not in own:
                return True
    return False


ITEMS = "[]"
"""What stands for the items of anything among the attributes that are set."""
GROWING = frozenset("append add appendleft insert extend update setdefault extendleft".split())
"""What fills a container."""
NEW = (ast.Dict, ast.List, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.Call)
MODULE_WORDS = frozenset("Module Tensor Parameter Any object".split())


def is_plain(annotation: ast.expr | None) -> bool:
    """Whether an annotation doesn't speak of modules and tensors by its words."""
    return annotation is None or not speaks_of_modules(ast.unparse(annotation))


def speaks_of_modules(text: str) -> bool:
    """Whether a text has a word for modules, tensors, or anything."""
    return not MODULE_WORDS.isdisjoint(WORD.findall(text))


_fields: WeakKeyDictionary[ClassInfo, list[str]] = WeakKeyDictionary()


def holding_fields(info: ClassInfo) -> list[str]:
    """The fields of a class, by its own annotations, that may hold a module or a tensor; the words are looked at before
    the syntax.
    """
    if info not in _fields:
        _fields[info] = [name for name, at in info.annotations.items()
                         if speaks_of_modules(at.text) and holds(at.node.annotation)]
    return _fields[info]


def holds(annotation: ast.AST) -> bool:
    """Whether an annotation may say that something is or has a module or a tensor, and not only that it makes one."""
    if isinstance(annotation, (ast.Subscript, ast.BinOp, ast.Tuple, ast.List)):
        makes = isinstance(annotation, ast.Subscript) and path_of(annotation.value)[-1] in MAKERS
        return not makes and any(map(holds, ast.iter_child_nodes(annotation)))
    return isinstance(annotation, ast.expr) and not is_plain(annotation)


def own_containers(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that a function gives a container of its own, and nothing else."""
    arguments = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    names = [part for part in walk(node) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)]
    bound = Counter(name.id for name in names)
    made = [(each.targets[0], each.value) for each in statements(node.body) if isinstance(each, ast.Assign)]
    return {target.id for target, value in made if isinstance(target, ast.Name) and isinstance(value, NEW)
            and bound[target.id] == 1 and target.id not in arguments}


def begins(body: list[ast.stmt]) -> bool:
    """Whether `super().__init__(…)` always runs: nothing leaves before it."""
    place = next((index for index, statement in enumerate(body) if is_super_init(statement)), None)
    if place is None:
        return False
    return not any(isinstance(part, (ast.Return, ast.Raise, ast.Assert)) for part in statements(body[:place]))


def is_super_init(statement: ast.stmt) -> bool:
    """Whether a statement is `super().__init__(…)`."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    return call.func.attr == "__init__" and is_super(call.func.value)


def sets_what_it_is_told(takes: ast.arguments, parts: list[ast.AST]) -> bool:
    """Whether a function of some parts sets or registers an attribute under a name that comes from its arguments."""
    arguments = [part.arg for part in ast.walk(takes) if isinstance(part, ast.arg)]
    names: list[ast.expr] = []
    for part in parts:
        word = path_of(part)[-1] if isinstance(part, (ast.Call, ast.Subscript)) else ""
        if isinstance(part, ast.Call) and word in ("setattr", *REGISTRARS):
            after = word == "setattr" or part.args and path_of(part.args[0]) == arguments[:1]
            names += [*part.args[1 if after else 0:][:1], *(each.value for each in part.keywords if each.arg == "name")]
        elif isinstance(part, ast.Subscript) and word == "__dict__":
            names.append(part.slice)
    return any(isinstance(part, ast.Name) and part.id in arguments for name in names for part in ast.walk(name))


def makes_layer(function: FunctionInfo, node: ast.expr) -> bool:
    """Whether an expression makes a new layer."""
    found = function.body_scope.resolve(node.func) if isinstance(node, ast.Call) else None
    if isinstance(found, str):
        return knowledge.torch_module(found) is not None or libraries.is_module(found)
    return isinstance(found, ClassInfo) and found.counts_as_module


def is_data(node: ast.expr, arguments: set[str]) -> bool:
    """Whether an expression can't be a module, Parameter or buffer: a literal, a container, a plain argument."""
    if isinstance(node, ast.IfExp):
        return is_data(node.body, arguments) and is_data(node.orelse, arguments)
    if isinstance(node, ast.Call):
        return path_of(node)[-1] in ("set", "dict", "list", "tuple", "str", "copy")
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(root, ast.Name):
        return root.id in arguments
    return isinstance(node, (ast.Constant, ast.JoinedStr, ast.Compare, ast.Dict, ast.List, ast.Set))
