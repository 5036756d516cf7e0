"""What an expression may give, as the screen asks: bits, and what annotations and torch's functions say of them."""
from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import ConstantInfo, Scope
from flake8_torchstate.code.source import walk
from flake8_torchstate.knowledge import Dtype, Returns, libraries
from flake8_torchstate.knowledge.names import BUFFER_CLASSES, MAPPINGS, PARAMETER_CLASSES, SEQUENCES, TENSOR_CLASSES
from flake8_torchstate.run.beyond import holding_fields

PLAIN, NONE, LAYER, LAYERS, TENSOR, WHOLE, PARAMETER, BUFFER, CLASS, FUNCTION, LIST, ODD = (1 << n for n in range(12))
"""PLAIN: a number, a text, or an argument of which nothing is known, and what is got out of it; LAYER: a Module;
LAYERS: a list of new ones; TENSOR: a tensor that isn't known to be of integers; WHOLE: any tensor; CLASS: a Module
class; FUNCTION: another class or function; LIST: a container; ODD: anything.
"""
REGISTERED = LAYER | PARAMETER | BUFFER
LOST = LAYERS | TENSOR | WHOLE | ODD
HELD = LOST | REGISTERED
CALLED = 1 << 20
"""Of a name: a function registers it, which refuses one that exists."""
MODULE = "torch.nn.Module"


class Store(NamedTuple):
    """A name that gets something: what, in which class's function, in which arms of which `if`s, if more than once."""

    name: str
    kind: int
    owner: ClassInfo | None
    arms: tuple[tuple[int, int], ...]
    again: bool

    def before(self, other: Store) -> bool:
        """Whether another may come after it: a layer over a placeholder or a base's, None over one; in another arm any.
        """
        over = self.kind == other.kind == LAYER and self.owner is not other.owner
        follows = over or other.kind == NONE if self.kind & REGISTERED else not other.kind & (CALLED | BUFFER)
        return follows or any(a == c and b != d for a, b in self.arms for c, d in other.arms)


@dataclass
class Frame:
    """A function: what its names may be, which were read or have another name too, in which block layers were made."""

    scope: Scope
    owner: ClassInfo | None = None
    itself: str = ""
    begun: bool = True
    changed: bool = False
    names: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    made: dict[str, object] = field(default_factory=dict)


def gathered(kind: int) -> int:
    """A container of something: of layers a list of them."""
    lost = ODD if kind & (LAYERS | PARAMETER | BUFFER) else 0
    return LIST | kind & ~REGISTERED | (LAYERS if kind & LAYER else 0) | lost


def got(kind: int) -> int:
    """What is got out of something: of what a module has nothing is known."""
    return kind & ~(NONE | LAYERS | REGISTERED) | (ODD if kind & (LAYERS | REGISTERED) else 0) or PLAIN


def named(path: str) -> int:
    """What a dotted name stands for: a Module class that isn't a container, or what isn't called unseen."""
    facts = knowledge.torch_module(path) if path.startswith("torch.") else None
    layer = libraries.is_module(path) if facts is None else facts.container is None and facts.path != MODULE
    return CLASS if layer else PLAIN if path.startswith("builtins.__") else FUNCTION


def promised(node: ast.AST | None, lookup: Callable[[ast.expr], Any]) -> int:
    """What an annotation may promise: a tensor, a Parameter or a Module only where it names one."""
    found, held = 0, False
    for part in walk(node) if node is not None else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            try:
                found |= promised(ast.parse(part.value, mode="eval").body, lookup)
            except (SyntaxError, ValueError):
                continue
        known = lookup(part) if isinstance(part, (ast.Name, ast.Attribute)) else None
        if isinstance(known, str):
            found |= WHOLE if known in TENSOR_CLASSES or known in BUFFER_CLASSES else (
                PARAMETER if known in PARAMETER_CLASSES else LAYER if libraries.is_module(known) else 0)
            held = held or known.rpartition(".")[2] in SEQUENCES or known.rpartition(".")[2] in MAPPINGS
        elif isinstance(known, ClassInfo):
            found |= LAYER if known.counts_as_module else ODD if holding_fields(known) else 0
        elif isinstance(known, ConstantInfo):
            assigned = known.node.value
            found |= ODD if isinstance(assigned, ast.Name) else promised(assigned, known.scope.resolve)
    return found | (ODD if held and found else 0)


def has_float(node: ast.expr) -> bool:
    """Whether a number or list of numbers has a float in it, and so makes a tensor of floats."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(map(has_float, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def torch_result(path: str, node: ast.Call, kinds: Sequence[int], dtype: int) -> int:
    """What a function of torch gives for arguments, and a `dtype=`, of some kinds."""
    fact = knowledge.function(path)
    if fact is None or fact.returns is not Returns.TENSOR:
        if fact is not None and fact.returns is Returns.OTHER:
            return PLAIN
        return FUNCTION if knowledge.is_plain_class(path) else ODD
    floats = fact.dtype is Dtype.FLOAT or fact.dtype is Dtype.SAME and TENSOR in kinds or (
        fact.dtype is Dtype.VALUE and any(map(has_float, node.args)))
    return TENSOR if floats and not dtype & ~(NONE | LIST | PLAIN) else WHOLE


def tensor_result(kind: int, name: str, node: ast.Call) -> int:
    """What a method of a tensor gives."""
    fact = knowledge.method(name)
    if fact is None or fact.returns not in (Returns.TENSOR, Returns.ARGUMENT):
        return PLAIN if fact is not None and fact.returns is Returns.OTHER else ODD
    in_place = name.endswith("_") and not name.endswith("__")
    floats = fact.dtype is Dtype.FLOAT or kind == TENSOR and (fact.dtype is Dtype.SAME or in_place)
    return TENSOR if floats and not node.keywords and name not in ("to", "type") else WHOLE
