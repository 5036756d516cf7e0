"""Expressions in which nothing can go wrong, and what they may give; what may be assigned to, and what may grow."""
from __future__ import annotations

import ast
import functools
from collections import deque

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.syntax import is_new, path_of
from flake8_torchstate.forms.look import Doubt, Look
from flake8_torchstate.run.beyond import ITEMS
from flake8_torchstate.run.kinds import (
    CLASS, FUNCTION, HELD, LAYER, LAYERS, LIST, NONE, ODD, PLAIN, TENSOR, WHOLE, gathered, got)


def target(look: Look, node: ast.expr, kind: int, new: bool) -> None:
    """A name, an attribute of self, an item; of others plain attributes, `.requires_grad`, a weight's `.data`; of
    what the module has anything unknown.
    """
    if isinstance(node, ast.Name):
        look.bind(node.id, kind, new)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for part in node.elts:
            target(look, part, got(kind), False)
    elif isinstance(node, ast.Subscript):
        look.see([node.slice])
        grow(look, node.value, kind)
    elif look.own_attribute(node):
        look.store(look.own(look.own_attribute(node)), kind)
    elif isinstance(node, ast.Attribute) and (
            node.attr == "requires_grad" or node.attr == "data" and path_of(node)[-2] in ("weight", "bias")):
        look.see([node.value])
    elif isinstance(node, ast.Attribute) and not kind and path_of(node)[0] == look.frame.itself:
        look.see([node.value])
    elif not isinstance(node, ast.Attribute) or kind & (HELD | CLASS | FUNCTION) or (
            look.see([node.value], False) & ~(PLAIN | NONE | LIST)):
        raise Doubt("an attribute of something else")


def parts(look: Look, node: ast.expr) -> int:
    """What is got out of the parts of an expression."""
    kind = look.see((child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)), look.loose)
    return got(kind) & ~TENSOR | WHOLE if isinstance(node, ast.Compare) and kind & TENSOR else got(kind)


def item_of(look: Look, node: ast.Subscript) -> int:
    """`owner[index]`."""
    look.see([node.slice])
    look.frame.seen.add(f".{ITEMS}")
    kind = got(look.kind(node.value))
    ours = path_of(node)[0] in (look.frame.itself, *look.frame.names)
    return kind | ODD if ours and ITEMS in look.lent else kind


def binary(look: Look, node: ast.BinOp) -> int:
    """`a op b`: with a tensor a tensor, but for texts that are formatted."""
    left, right = look.kind(node.left), look.kind(node.right)
    apart = isinstance(node.op, ast.Mod) or left & ~(TENSOR | WHOLE) and right & ~(TENSOR | WHOLE)
    return got(left | right) if apart else got(left | right) & ~(PLAIN | FUNCTION)


def constant(look: Look, node: ast.Constant) -> int:
    """A literal."""
    return NONE if node.value is None else PLAIN


def name(look: Look, node: ast.Name) -> int:
    """A local name, or one of the file."""
    found = look.outside(node)
    if node.id in look.frame.names:
        return look.frame.names[node.id]
    if node.id == look.frame.itself and not look.loose:
        raise Doubt("self as a value")
    return ODD if node.id == look.frame.itself else look.known(found)


def attribute(look: Look, node: ast.Attribute) -> int:
    """`owner.name`: of self what turns out to be plain; of the file's names; what is got out of an argument."""
    name = look.own_attribute(node)
    if name == "__class__" and look.loose:
        return ODD
    if name:
        look.own(name, 0 if look.loose else HELD | CLASS | FUNCTION)
        return ODD if look.loose else PLAIN | LIST
    found, owner = look.outside(node), look.outside(node.value)
    if found is not None:
        return look.known(found)
    if isinstance(owner, ClassInfo) and not owner.counts_as_module and node.attr in owner.attributes:
        return look.elsewhere(owner.body_scope, owner, owner.attributes[node.attr].node.value)
    of = look.kind(node.value)
    kind = got(of) if of else 0
    look.frame.seen.add(f".{node.attr}")
    if kind & (CLASS | FUNCTION) or node.attr in look.lent:
        return ODD
    fills = any(hasattr(container, node.attr) for container in (list, dict, set, deque))
    return kind | FUNCTION if kind & LIST and fills else kind & ~LIST or (PLAIN if of else 0)


def either(look: Look, node: ast.IfExp | ast.BoolOp) -> int:
    """`a if test else b`, `a or b`: one of them."""
    if isinstance(node, ast.IfExp):
        look.see([node.test])
    return look.see(node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse), look.loose)


def display(look: Look, node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> int:
    """`[a, b]`, `{a: b}`."""
    look.see([key for key in node.keys if key is not None] if isinstance(node, ast.Dict) else [])
    parts = node.values if isinstance(node, ast.Dict) else node.elts
    return functools.reduce(int.__or__, [gathered(item(look, part)) for part in parts], LIST)


def item(look: Look, node: ast.expr) -> int:
    """What a container gets: a layer only if it was made in this very block, and goes nowhere else."""
    kind, made = look.kind(node), isinstance(node, ast.Name) and look.frame.made.pop(node.id, None) is look.body
    if kind & LAYER and not is_new(node) and not made:
        raise Doubt("a layer that was made elsewhere")
    return kind


def comprehension(look: Look, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> int:
    """`[item for …]`: what is made in it is made anew in each round."""
    for part in node.generators:
        kind = look.see([part.iter])
        look.loops += 1
        target(look, part.target, got(kind), False)
        look.see(part.ifs)
    outer, look.body = look.body, node
    kind = gathered(item(look, node.value if isinstance(node, ast.DictComp) else node.elt))
    look.see([node.key] if isinstance(node, ast.DictComp) else [])
    look.body = outer
    look.loops -= len(node.generators)
    return kind


def grow(look: Look, owner: ast.expr, kind: int) -> None:
    """A container gets more: this function's own anything, others what may be an attribute, a ModuleList layers."""
    before = look.see([owner], kind == LAYER)
    if look.own_attribute(owner) and kind == LAYER:
        look.own(look.own_attribute(owner), ~LAYER)
    elif before & ~(PLAIN | LIST | NONE | LAYERS | TENSOR | WHOLE) or kind & HELD and (
            not isinstance(owner, ast.Name) or owner.id not in look.frame.names
            or owner.id in look.frame.shared or not before & LIST):
        raise Doubt("something gets more")
    elif isinstance(owner, ast.Name) and owner.id in look.frame.names:
        look.frame.names[owner.id], before = before | gathered(kind), look.frame.names.get(owner.id, 0)
        look.frame.changed = look.frame.changed or look.frame.names[owner.id] != before
