"""What a value may be, as the bits of one integer."""
from __future__ import annotations

import ast
from collections.abc import Sequence

from flake8_torchstate.knowledge.reserved import TAKEN_KEYS

UNKNOWN = 0
PLAIN, NONE, IDLE, PARAMETER, TENSOR, CALLABLE, CLASS, ODD, BOX, KEYS, WHOLE, TEXT, BUFFER, _STATE = (1 << n for n in range(14))
LAYER = IDLE | _STATE
"""What a value may be.  PLAIN: a number, string, …; LAYER: a Module, which may hold something; IDLE alone: one that doesn't;
CALLABLE: a function; CLASS: a Module class; ODD: anything; BOX: a container or object; KEYS: with keys that nn.ModuleDict may
refuse; WHOLE: a tensor or number that may be one of integers or bools, or their dtype; TEXT: a plain value that may be written
with a dot; BUFFER: an nn.Buffer.  The second sixteen bits say what is in a BOX, or what calling a CALLABLE gives; the bits above
are one for each class or function that the value may be, or be an instance of."""
HALF = 16
LOW = (1 << HALF) - 1
CLASSES = -1 << 2 * HALF
HELD = LAYER | PARAMETER | TENSOR | BUFFER | ODD
REGISTERED = LAYER | PARAMETER | BUFFER
INTEGER = PLAIN | WHOLE
NO_CHILD = PLAIN | PARAMETER | TENSOR | BUFFER | CALLABLE | CLASS | ODD | BOX
EXACT = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.LShift, ast.RShift)
"""Operators that give integers of integers."""
DICT_KEYS = TAKEN_KEYS["ModuleDict"]

Row = tuple[int, ...]


def content_of(kind: int) -> int:
    """What is in a container, or what calling a function gives, without the classes of it."""
    return kind >> HALF & LOW


def inside(kind: int) -> int:
    """What one item of a value may be."""
    content = content_of(kind) if kind & BOX else 0
    if kind & (TENSOR | PARAMETER | BUFFER):
        content |= TENSOR | kind & WHOLE
    if kind & LAYER:
        content |= LAYER
    content |= kind & (ODD | PLAIN | TEXT | WHOLE)
    return content | (content << HALF if content & (BOX | CALLABLE) else 0) | kind & CLASSES


def box(*kinds: int) -> int:
    """A container of some values."""
    content = classes = 0
    for kind in kinds:
        content |= kind & LOW | (content_of(kind) if kind & BOX else 0)
        classes |= kind & CLASSES
    return BOX | content << HALF | classes


def giving(result: int) -> int:
    """A function that gives something."""
    return CALLABLE | (result & LOW | content_of(result)) << HALF | result & CLASSES


def loses(kind: int) -> bool:
    """Whether PyTorch may not see all of a value that becomes an attribute."""
    return bool(kind & (TENSOR | ODD) or kind & BOX and content_of(kind) & HELD)


def held_in(kind: int) -> bool:
    """Whether a value is or has something that a module registers, or may."""
    return bool(kind & HELD or kind & BOX and content_of(kind) & HELD)


def operation(operator: ast.operator, left: int, right: int) -> int:
    """What an arithmetic operator gives."""
    both = left | right
    if both & ODD:
        return ODD
    if both & (TENSOR | PARAMETER | BUFFER):
        floats = any(kind & (PARAMETER | TENSOR) and not kind & WHOLE for kind in (left, right)) or isinstance(operator, ast.Div)
        return TENSOR | (0 if floats else WHOLE) | (both & BOX and ODD)
    if both & BOX:
        return both | box(ODD) if isinstance(operator, ast.Mult) and content_of(both) & LAYER else both & ~PLAIN
    if both & (LAYER | CALLABLE | CLASS):
        return ODD
    return PLAIN | (TEXT if both & TEXT or not isinstance(operator, EXACT) else 0) | (0 if isinstance(operator, ast.Div) else both & WHOLE)


def listing(name: str) -> int:
    """parameters(), named_modules(), …"""
    inner = {"parameters": PARAMETER, "modules": LAYER, "children": LAYER}.get(name.removeprefix("named_"))
    if inner is None:
        return UNKNOWN
    return box(box(PLAIN, inner)) if name.startswith("named_") else box(inner)


def joined(rows: Sequence[Row | None]) -> Row | None:
    """What several functions give, item by item."""
    known = [row for row in rows if row is not None]
    if not known or len(known) < len(rows) or len({len(row) for row in known}) > 1:
        return None
    found = [0] * len(known[0])
    for row in known:
        found = [a | b for a, b in zip(found, row)]
    return tuple(found)


def grown(before: dict[str, int], after: dict[str, int]) -> bool:
    """Whether names may hold more than they did, numbers and texts aside."""
    return any(kind & ~before.get(name, 0) & ~(PLAIN | NONE | TEXT | (0 if kind & TENSOR else WHOLE)) for name, kind in after.items())
