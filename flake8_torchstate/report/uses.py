"""What a class's methods do with its lost tensors once it's built: the facts, one account for each class."""
from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import NamedTuple

from flake8_torchstate.code.scopes import FunctionInfo


class Kind(enum.Enum):
    """What becomes of a tensor that a method reads."""

    MEETS = "meets"  # one operation takes it and an input, a parameter or a buffer: it must be on their device
    MOVED = "moved"  # it's brought to their device there: by hand, or by PyTorch, as an index is
    NUMBER = "number"  # it's turned into numbers
    CPU = "cpu"  # it's used on the CPU
    OPEN = "open"  # that can't be told


class Use(NamedTuple):
    """What becomes of a read: on which line of which method; how: the function or method by which numbers are read,
    PART, where what is used may be one number of the tensor, or BROUGHT, where PyTorch moves it by itself.
    """

    line: int
    method: str
    kind: Kind
    how: str = ""


PART = "part"
BROUGHT = "brought"
PLACED = ("device", "is_cuda")
"""The attributes that say where a tensor is."""


@dataclass(frozen=True, eq=False)
class Read:
    """One place where a method reads what construction left under a name; whole: of a part of it, the tensor itself."""

    name: str
    line: int
    method: str
    whole: Read | None = None


Origins = frozenset[Read | str]
NOTHING: Origins = frozenset()
MADE = "<made on the CPU>"
"""The origin of a tensor with dimensions that a method makes on the CPU."""


@dataclass
class Account:
    """What methods do with some names.

    wanted: the names of lost tensors; containers: those that hold containers of them; registered: the names that
    PyTorch moves, with whether a call of them meets what they hold (None: not known); closed: nothing but the methods
    that are seen reaches the instance, as far as its file shows; forward: one of them is what the model does; reached:
    names that are reached in other ways; uses: what becomes of each read; set_by: the lines on which a name gets
    something else, by method; beside: where a name meets what a method makes on the CPU.
    """

    wanted: frozenset[str]
    containers: frozenset[str]
    registered: dict[str, bool | None]
    closed: bool
    forward: bool
    reached: frozenset[str]
    methods: dict[str, FunctionInfo] = field(default_factory=dict)
    uses: dict[Read, set[Use]] = field(default_factory=dict)
    set_by: dict[str, dict[str, int]] = field(default_factory=dict)
    beside: dict[str, Use] = field(default_factory=dict)
    returned: dict[str, Origins] = field(default_factory=dict)
    given: dict[tuple[str, str], Origins] = field(default_factory=dict)
    _reads: dict[tuple[str, int, int], Read] = field(default_factory=dict)
    _parts: dict[Read, Read] = field(default_factory=dict)

    def of(self, name: str) -> list[Use]:
        """The uses of a name, in the order of their lines."""
        found = {use for read, uses in self.uses.items() if read.name == name
                 for use in uses or (Use(read.line, read.method, Kind.OPEN),)}
        return sorted(found, key=lambda use: (use.line, use.method, use.kind.value, use.how))

    def is_seen(self, name: str) -> bool:
        """Whether all that becomes of a name after construction is seen, as far as its file shows."""
        return self.closed and (self.forward or name.startswith("_")) and name not in self.reached

    def note(self, kind: Kind, origins: Origins, line: int, method: str, how: str = "") -> None:
        """Note what becomes of the reads among some origins."""
        for read in origins:
            if isinstance(read, Read):
                part = PART if read.whole is not None and kind is Kind.MEETS else how
                self.uses.setdefault(read.whole or read, set()).add(Use(line, method, kind, part))

    def parts(self, origins: Origins) -> Origins:
        """The same where only a part of each tensor is left: it may be one number, which goes with any device."""
        return frozenset(self._part(o) if isinstance(o, Read) else o for o in origins if o != MADE)

    def _part(self, read: Read) -> Read:
        if read.whole is not None:
            return read
        return self._parts.setdefault(read, Read(read.name, read.line, read.method, read))

    def read(self, name: str, line: int, column: int, method: str) -> Read:
        """The read of a name at a place: always the same one."""
        read = self._reads.setdefault((method, line, column), Read(name, line, method))
        self.uses.setdefault(read, set())
        return read
