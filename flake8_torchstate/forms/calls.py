"""Calls in which nothing can go wrong, and what they may give."""
from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from typing import Any

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import CLASSMETHOD, MODULE, ClassInfo, functions_of
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.syntax import arguments_of, is_new, is_super, path_of
from flake8_torchstate.forms.expressions import attribute, grow, item
from flake8_torchstate.forms.look import Doubt, Look
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.names import BUFFER_CLASSES, COLLECTIONS, PARAMETER_CLASSES, TENSORS_OWN
from flake8_torchstate.knowledge.reserved import RESERVED
from flake8_torchstate.run.beyond import GROWING
from flake8_torchstate.run.kinds import (
    BUFFER, CALLED, CLASS, FUNCTION, HELD, LAYER, LAYERS, LIST, NONE, ODD, PARAMETER, PLAIN, REGISTERED, TENSOR, WHOLE,
    got, tensor_result, torch_result)
from flake8_torchstate.run.sterile import gives_of_torch


def call(look: Look, node: ast.Call) -> int:
    """A call of a name of the file, a method, a local name: a class makes a layer, an argument what isn't known."""
    function, nodes = node.func, arguments_of(node)
    if isinstance(function, ast.Attribute) and (look.own_attribute(function) or is_super(function.value)):
        return own_call(look, function, node)
    found = look.outside(function)
    if isinstance(found, FunctionInfo):
        return look.follow(found, node, False)
    if isinstance(found, str):
        return path_call(look, found, node, nodes)
    if isinstance(found, ClassInfo):
        return instance(look, found, nodes)
    if isinstance(function, ast.Attribute):
        return method(look, function, nodes, node)
    if look.see([function], False) & ~(PLAIN | CLASS | LAYER | NONE | LIST):
        raise Doubt("a call of something")
    look.see(nodes)
    return LAYER


def instance(look: Look, info: ClassInfo, nodes: Sequence[ast.expr]) -> int:
    """An instance of a class of the tree: a layer, or an object with what it gets and what its constructor sets."""
    if info.counts_as_module:
        look.see(nodes)
        return LAYER
    inner, kinds = Look(look.memory, info, info.source), look.see(nodes, False)
    if not info.has_unknown_base and not info.generates_init:
        inner.construct(None, None)
        kinds = functools.reduce(int.__or__, [store.kind for store in inner.stores], kinds)
    look.weigh(inner.cost)
    look.lend(inner.lent)
    if kinds & HELD:
        return ODD
    methods = [each for cls in info.family for each in functions_of(cls) if each.name != "__init__"]
    if not info.has_unknown_base and any(map(gives_of_torch, methods)):
        return ODD
    return FUNCTION if kinds & (CLASS | FUNCTION) and not info.has_unknown_base else PLAIN


def own_call(look: Look, function: ast.Attribute, node: ast.Call) -> int:
    """`name(look, …)`, `super().name(…)`: a method of the tree, one that registers, another of nn.Module's."""
    after = look.frame.owner if is_super(function.value) else None
    name = look.own(function.attr, 0 if function.attr in RESERVED else FUNCTION | CLASS)
    if look.cls is None or isinstance(function.value, ast.Call) and (after is None or function.value.args):
        raise Doubt("a method of something else")
    for one in look.cls.family_after(after):
        if name in one.methods:
            look.uses[name] = 0
            return look.follow(one.methods[name], node, True)
        value = one.attributes[name].node.value if name in one.attributes else None
        made = look.memory.lookup(one.scope, value) if value is not None else None
        if isinstance(made, ClassInfo) and made.source is look.home:
            look.uses[name] = 0
            return instance(look, made, arguments_of(node))
    if name in REGISTERING:
        kind, keyword, allowed = REGISTERING[name]
        given: dict[Any, ast.expr] = {**dict(enumerate(node.args)), **{k.arg: k.value for k in node.keywords}}
        key, value = given.get(0, given.get("name")), given.get(1, given.get(keyword))
        found = look.see([value], False) if value is not None else 0
        if key is None or not found or found & ~allowed or None in given:
            raise Doubt("what is registered")
        text = key.value if isinstance(key, ast.Constant) else None
        if not isinstance(text, str) or not text or "." in text:
            raise Doubt("a name that is put together")
        look.store(look.own(text), kind | CALLED)
    look.see(arguments_of(node))
    return ODD


def layers(look: Look, nodes: Sequence[ast.expr]) -> None:
    """What nn.Sequential and nn.ModuleList get: layers, each in one place, and lists of them that have one name."""
    lists = [node.value.id for node in nodes if isinstance(node, ast.Starred) and isinstance(node.value, ast.Name)]
    for node in nodes:
        if isinstance(node, ast.Starred) and isinstance(node.value, (ast.List, ast.Tuple)):
            layers(look, node.value.elts)
        elif isinstance(node, ast.Starred):
            alone = isinstance(node.value, ast.Name) and not (
                node.value.id in look.frame.shared or lists.count(node.value.id) > 1)
            if look.see([node.value], False) & ~LIST not in (0, LAYERS) or not is_new(node.value) and not alone:
                raise Doubt("children that may be none")
        elif look.own_attribute(node):
            look.own(look.own_attribute(node), ~LAYER)
        elif item(look, node) != LAYER:
            raise Doubt("a child that may be none")


def path_call(look: Look, path: str, node: ast.Call, nodes: Sequence[ast.expr]) -> int:
    """A function or class by its dotted name: layers, what has them, Parameters, tensors; others give plain ones."""
    facts = knowledge.torch_module(path) if path.startswith("torch.") else None
    if path.endswith("__") or path in REFUSED or path.startswith("torch.nn.Module."):
        raise Doubt(path)
    if facts is not None and facts.container is not None:
        lists = facts.container == "ModuleList"
        other = len(node.args) > 1 or isinstance(node.args[0] if node.args else None, (ast.Dict, ast.DictComp))
        if not lists and facts.container != "Sequential" or node.keywords or lists and other:
            raise Doubt(path)
        layers(look, [ast.Starred(argument) for argument in node.args] if lists else node.args)
        return LAYER
    if path in PARAMETER_CLASSES or path in BUFFER_CLASSES:
        kind = look.see(nodes[:1], False)
        if kind & (WHOLE | ODD | PARAMETER) and path in PARAMETER_CLASSES:
            raise Doubt("a Parameter that may be of integers")
        if nodes and not kind & (TENSOR | (WHOLE if path in BUFFER_CLASSES else 0)):
            raise Doubt("a Parameter or buffer that may be of no tensor")
        look.see(nodes[1:])
        return PARAMETER if path in PARAMETER_CLASSES else BUFFER
    first = node.args[0] if node.args and isinstance(node.args[0], ast.Name) else None
    if path in NARROWING and first is not None and first.id in look.frame.names:
        narrow(look, first.id, node.args[1:])
    if path == "builtins.getattr" and len(node.args) > 1:
        name = node.args[1].value if isinstance(node.args[1], ast.Constant) else None
        if not isinstance(name, str):
            raise Doubt("an attribute by a name that isn't known")
        return attribute(look, ast.Attribute(node.args[0], name)) | look.see(node.args[2:], look.loose)
    kinds = [look.see([argument]) for argument in nodes]
    if facts is not None and facts.path != MODULE or libraries.is_module(path):
        return LAYER
    if path.startswith("torch."):
        dtypes = [keyword.value for keyword in node.keywords if keyword.arg in ("dtype", None)]
        dtype = look.see(value for value in dtypes if look.outside(value) not in FLOATS)
        return torch_result(path, node, kinds, dtype)
    if path in TAKING:
        kind = functools.reduce(int.__or__, kinds, 0)
        return got(kind) | (LIST if path in COLLECTIONS else 0)
    return WHOLE if path in look.memory.config.tensor_functions else PLAIN


def narrow(look: Look, name: str, classes: Sequence[ast.expr]) -> None:
    """isinstance(name, classes), torch.is_tensor(name): where that holds, it is what the name has."""
    parts = [part for node in classes for part in ast.walk(node)]
    known = all(isinstance(part, KNOWN_CLASSES) and (
        not isinstance(part, ast.Name) or part.id not in look.frame.names) for part in parts)
    promise = look.promise(classes[0]) if classes and known else WHOLE
    if promise:
        look.bind(name, LAYER if promise == LAYER else ODD, False)


def method(look: Look, function: ast.Attribute, nodes: Sequence[ast.expr], node: ast.Call) -> int:
    """A method of something else than self: lists grow; tensors of this function and `.data` change in place."""
    name, owner = function.attr, function.value
    if name in GROWING and nodes:
        grow(look, owner, functools.reduce(int.__or__, [item(look, each) for each in nodes]))
        return NONE
    found = look.outside(owner)
    maker = found.find_method(name) if isinstance(found, ClassInfo) else None
    if isinstance(found, ClassInfo) and maker is not None and maker.source is not look.home:
        return class_method(look, maker, found, nodes)
    look.see(nodes)
    kind, path = look.see([owner]), path_of(owner)
    if path[0] == look.frame.itself and len(path) > 1 and path[1] != "__class__":
        look.own(path[1], FUNCTION | CLASS)
    in_place = name.endswith("_") and path[-1] != "data" and kind & (REGISTERED | ODD)
    if in_place or name in REGISTERING or isinstance(found, ClassInfo) or (
            kind & (CLASS | FUNCTION) and look.home.mentions(f"def {name}(")):
        raise Doubt(f".{name}()")
    if kind in (TENSOR, WHOLE) or kind & PLAIN and name in TENSORS_OWN:
        return tensor_result(kind, name, node)
    return got(kind) & ~TENSOR | WHOLE if kind & TENSOR else got(kind)


def class_method(look: Look, method: FunctionInfo, cls: ClassInfo, nodes: Sequence[ast.expr]) -> int:
    """A class method of another file that gets plain values: a new module of its class, or what isn't known."""
    if method.decorators() != [CLASSMETHOD] or look.see(nodes, False) & ~(PLAIN | NONE):
        raise Doubt(f".{method.name}()")
    look.loosely(method, False, False)
    return look.memory.given_by(method, cls)


FLOATS = frozenset(f"torch.{name}" for name in "float float16 float32 float64 bfloat16 half double".split())
KNOWN_CLASSES = (ast.Name, ast.Attribute, ast.Tuple, ast.BinOp, ast.BitOr, ast.Constant, ast.expr_context)
NARROWING = ("builtins.isinstance", "torch.is_tensor")
TAKING = frozenset(COLLECTIONS) | {"functools.partial", "copy.copy", "copy.deepcopy", "typing.cast"} | {
    f"builtins.{name}" for name in "zip enumerate min max sum next".split()}
REFUSED = frozenset(f"builtins.{name}" for name in "super vars setattr delattr map exec eval dict.fromkeys".split())
REGISTERING = {
    "register_buffer": (BUFFER, "tensor", TENSOR | WHOLE | NONE),
    "register_parameter": (PARAMETER, "param", PARAMETER | NONE),
    "add_module": (LAYER, "module", LAYER | NONE), "register_module": (LAYER, "module", LAYER | NONE)}
