"""What a rough run holds: stores, frames, traces; and what is known for all files of a process."""
from __future__ import annotations

import ast
import itertools
from dataclasses import dataclass, field
from typing import Union

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.config import Config
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.sketch.kinds import BUFFER, HALF, IDLE, LAYER, LOW, NONE, PARAMETER, REGISTERED, Row

Path = tuple[tuple[int, int], ...]
Dependency = tuple[str, str, Union[ClassInfo, None]]


class Doubt(Exception):
    """The class has to be looked at; the text says why."""


@dataclass(eq=False)
class Store:
    """An assignment or a registration of one name: what, where, under which branches, and whether by a call.

    reads: where the name was read after it, as numbers of frames and branches; seen: the stores before this one that were
    read for sure where this one runs.
    """

    kind: int
    path: Path
    called: str
    own: bool
    owner: ClassInfo | None = None
    reads: list[tuple[int, Path]] = field(default_factory=list)
    seen: frozenset[int] = frozenset()

    def read_before(self, frame: Frame, path: Path) -> bool:
        """Whether the name was read for sure where a function gets to some branches."""
        return any(there == frame.number and path[:len(read)] == read for there, read in self.reads)


@dataclass(eq=False)
class Frame:
    """One function that runs."""

    scope: Scope
    info: FunctionInfo | None
    self_name: str | None
    names: dict[str, int] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    escaped: set[str] = field(default_factory=set)
    bound_in: dict[str, int] = field(default_factory=dict)
    children: set[tuple[str, int]] = field(default_factory=set)
    written: dict[str, ast.expr] = field(default_factory=dict)
    returned: int = 0
    rows: list[Row | None] = field(default_factory=list)
    no_grad: bool = False
    partly: int = 0
    after: ClassInfo | None = None
    number: int = field(default_factory=itertools.count().__next__)


@dataclass(eq=False)
class Trace:
    """What a method of another file did to one class's instance, and what of that class it depended on.

    The same method does the same to an instance of another class where all of that is the same.
    """

    depends: dict[Dependency, object] = field(default_factory=dict)
    stores: list[tuple[str, int, Store]] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    ran: set[int] = field(default_factory=set)
    usable: bool = True
    path: Path = ()
    result: int = 0
    row: Row | None = None
    registers: bool = False
    initialised: bool = False
    opaque: bool = False


class Memory:
    """What is known of names, functions and classes of the tree, for all files of a process."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.references: dict[Scope, dict[str, Reference]] = {}
        self.constants: dict[ConstantInfo, int] = {}
        self.results: dict[tuple[FunctionInfo, bool, tuple[int, ...], tuple[tuple[str, int], ...]], tuple[int, Row | None]] = {}
        self.traces: dict[tuple[FunctionInfo, tuple[int, ...], bool, bool], list[Trace]] = {}
        self.attributes: dict[tuple[ClassInfo, str], int] = {}
        self.members: dict[ClassInfo, int] = {}
        self.known: list[ClassInfo | FunctionInfo | str] = []
        self.places: dict[ClassInfo | FunctionInfo | str, int] = {}
        self.summaries: dict[ClassInfo, dict[str, dict[int, Store]]] = {}

    def bit(self, found: ClassInfo | FunctionInfo | str) -> int:
        """The bit of a class or function."""
        place = self.places.get(found)
        if place is None:
            place = self.places[found] = len(self.known)
            self.known.append(found)
        return 1 << 2 * HALF + place

    def layer(self, info: ClassInfo) -> int:
        """An instance of a Module class of the tree."""
        return LAYER | self.bit(info)

    def known_in(self, kind: int) -> list[ClassInfo | FunctionInfo | str]:
        """The classes and functions that a value may be, or be an instance of."""
        bits, found = kind >> 2 * HALF, []
        while bits:
            low = bits & -bits
            found.append(self.known[low.bit_length() - 1])
            bits ^= low
        return found

    def classes_in(self, kind: int) -> list[ClassInfo]:
        """The classes of the tree among them."""
        return [found for found in self.known_in(kind) if isinstance(found, ClassInfo)]

    def resolve(self, scope: Scope, node: ast.expr, dotted: str) -> Reference:
        """What a dotted name stands for in a scope."""
        if scope.fleeting:
            return scope.resolve(node)
        known = self.references.setdefault(scope, {})
        if dotted not in known:
            known[dotted] = scope.resolve(node)
        return known[dotted]


def get_along(first: Store, second: Store, seen: bool) -> bool:
    """Whether two stores of one name can't hurt each other, in this order; `seen`: the first is read in between."""
    arms = dict(first.path)
    if any(arms.get(node, arm) != arm for node, arm in second.path):
        return True
    if not (first.called or second.called or (first.kind | second.kind) & LOW & ~(LAYER | PARAMETER | NONE)):
        if seen or not first.kind & LOW & ~(IDLE | NONE):
            return True  # nothing is lost, or somebody has it
    if second.kind & BUFFER:
        return False
    if not second.called and not second.kind & LOW & ~NONE:
        return True
    if first.called == second.called == "register_buffer" and first.kind == NONE:
        return True
    if first.called or second.called:
        return False
    if not first.kind & LOW or first.owner is not second.owner and not (first.kind | second.kind) & LOW & ~(LAYER | PARAMETER | NONE):
        return True
    return not first.kind & REGISTERED and bool(second.kind & REGISTERED)
