"""What a name holds, what was done to it, and what goes wrong with it: the facts that a state keeps and rules read."""
from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import NamedTuple, TYPE_CHECKING

from flake8_torchstate.model.guards import ALWAYS, Guard
from flake8_torchstate.model.registry import Ground, Operation, Place, Raised, Slot
from flake8_torchstate.model.site import Lent, Site
from flake8_torchstate.model.values import Module, Value

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo


@dataclass(eq=False)
class Held:
    """What a name may hold under a guard.  `slot` is None where its place can't be told.

    first: what was the first plain attribute under the name, where this one took its place; early: nn.Module.__init__
    hadn't run then; untold: something unknown was assigned to a name that no table had; persistent: of a buffer,
    whether `state_dict()` has it (None: that isn't known).
    """

    guard: Guard
    slot: Slot | None
    value: Value | None = None
    site: Site | None = None
    expression: Lent[ast.expr] = Lent()
    operation: Operation = Operation.ASSIGN
    read: bool = False
    serial: int = 0
    first: Held | None = None
    early: bool = False
    untold: bool = False
    persistent: bool | None = True

    def under(self, guard: Guard) -> Held:
        """The same, held under another guard; `dataclasses.replace` takes five times as long."""
        return Held(guard, self.slot, self.value, self.site, self.expression, self.operation, self.read, self.serial,
                    self.first, self.early, self.untold, self.persistent)

    @property
    def absent(self) -> bool:
        """Whether nothing was ever put under the name here."""
        return self.slot is not None and not self.slot.held and self.value is None

    @property
    def bare(self) -> bool:
        """Whether it certainly is a plain attribute."""
        return self.slot is not None and self.slot.place is Place.ATTRIBUTE

    @property
    def unregistered(self) -> bool:
        """Whether no table has the name, or only if something unknown was a Parameter or a Module."""
        return self.untold or (self.slot is not None and not self.registered)

    @property
    def before_it(self) -> Held | None:
        """The first plain attribute under the name, for what takes the place of this one."""
        placed = self.slot is None or self.bare
        return self.first or (self if placed and self.site is not None and self.value is not None else None)

    @property
    def registered(self) -> bool:
        """Whether it certainly is a parameter, buffer or submodule."""
        return self.slot is not None and self.slot.registered


class Write(NamedTuple):
    """One operation on a name that ran: where, and with what value."""

    name: str
    operation: Operation
    value: Value
    site: Site


@dataclass(eq=False)
class Event:
    """Something that goes wrong at a site."""

    site: Site


@dataclass(eq=False)
class Clash(Event):
    """An operation on a name that raises."""

    name: str
    operation: Operation
    raised: Raised
    earlier: Held
    value: Value | None
    initialised: bool
    guard: Guard = ALWAYS
    child: str = ""


@dataclass(eq=False)
class Replacement(Event):
    """A registration that silently throws away what an earlier one registered."""

    name: str
    earlier: Held
    value: Value


@dataclass(eq=False)
class Shadowing(Event):
    """Something registered that the class's own attribute hides, or data over one of nn.Module's methods."""

    name: str
    ground: Ground
    value: Value
    owner: ClassInfo | None


@dataclass(eq=False)
class InvalidName(Event):
    """A registration under a name that PyTorch refuses."""

    name: str
    raised: Raised
    operation: Operation


@dataclass(eq=False)
class BadKey(Event):
    """A key that an nn.ModuleDict or nn.ParameterDict refuses, or that hides one of its methods."""

    key: str
    container: str
    reserved: bool


@dataclass(eq=False)
class BadValue(Event):
    """A value that a registration function, an nn.ModuleList or nn.Parameter refuses."""

    what: str
    value: Value
    expected: str
    error: str = "TypeError"


@dataclass(eq=False)
class BadCall(Event):
    """Arguments that a container of modules doesn't take: several of them, or one under a keyword that it lacks."""

    what: str
    keyword: str = ""


@dataclass(eq=False)
class BadParameter(Event):
    """nn.Parameter of integers, or an in-place operation on a fresh leaf that requires grad."""

    inplace: str | None
    expression: Lent[ast.expr] = Lent()


@dataclass(eq=False)
class BrokenInit(Event):
    """nn.Module.__init__ runs twice, a mixin is never initialised, a constructor's name is misspelt."""

    kind: str
    name: str


@dataclass(eq=False)
class Shared(Event):
    """One module object in several places."""

    module: Module
    default: str | None = None
    guard: Guard = ALWAYS


@dataclass(eq=False)
class MadePerCall(Event):
    """A Parameter or a layer with state that is constructed at each call; kept: as an attribute, until the next one;
    computed: of what requires grad.
    """

    made: Value
    within: str
    kept: bool
    computed: bool


@dataclass(eq=False)
class LateTensor(Event):
    """A bare tensor set outside of construction."""

    name: str
    value: Value


@dataclass(eq=False)
class Undeviced(Event):
    """A tensor made in forward without `device=` (fixed None), or a device fixed in construction."""

    fixed: str | None
    expression: Lent[ast.expr] = Lent()


@dataclass(eq=False)
class ClassBodyValue(Event):
    """A tensor, Parameter or Module as a class attribute."""

    name: str
    value: Value
    expression: Lent[ast.expr] = Lent()
