"""nn.Module's name tables: what each operation does in each state, and what it raises.

A `Slot` is one name of one module; `apply` runs one operation on it. The functions follow
torch/nn/modules/module.py of torch 2.13 check by check, in its order, so that a sequence of operations ends
where PyTorch ends it, also after an error. Messages that Python words are those of Python 3.11 and newer.

Not known here: registration hooks, subclasses that override `__setattr__` or `register_*`, values that only
implement `__torch_function__`, Parameters that an in-place operation gave a history, buffers that are not
persistent, and the names that Python guards on every object (`__class__`, `__dict__`, `__weakref__`).
"""
from __future__ import annotations

import enum
from typing import Callable, NamedTuple

from flake8_torchstate.knowledge.reserved import MODULE_ATTRIBUTES, MODULE_METHODS, RESERVED, SET_BY_INIT


class Place(enum.Enum):
    """Where a module can hold a name: its `__dict__` or one of its three tables, by the recorded names."""

    ATTRIBUTE = "attribute"
    PARAMETERS = "_parameters"
    BUFFERS = "_buffers"
    MODULES = "_modules"


class Kind(enum.Enum):
    """What a value is to nn.Module. NON_LEAF: a tensor with grad history; BUFFER: an nn.Buffer object."""

    TENSOR = "tensor"
    NON_LEAF = "non-leaf tensor"
    PARAMETER = "parameter"
    BUFFER = "buffer"
    MODULE = "module"
    NONE = "None"
    OTHER = "other"


class Ground(enum.Enum):
    """What the class itself, or a base of it, has under the name."""

    NOTHING = "nothing"
    CLASS_ATTRIBUTE = "class attribute"
    ANNOTATION = "annotation"
    METHOD = "method"
    PROPERTY = "property"
    SETTABLE_PROPERTY = "settable property"


class Operation(enum.Enum):
    """What a class does with a name. ASSIGN is `self.x = value` or `setattr`, DELETE is `del self.x`."""

    ASSIGN = "assign"
    REGISTER_BUFFER = "register_buffer"
    REGISTER_PARAMETER = "register_parameter"
    ADD_MODULE = "add_module"
    REGISTER_MODULE = "register_module"
    DELETE = "delete"


_TABLES = (Place.PARAMETERS, Place.BUFFERS, Place.MODULES)
_GUARDED = frozenset({"__class__", "__dict__", "__weakref__"})
_ALWAYS_READABLE = frozenset({Ground.CLASS_ATTRIBUTE, Ground.METHOD, Ground.PROPERTY})
_TENSORS = frozenset({Kind.TENSOR, Kind.NON_LEAF, Kind.PARAMETER, Kind.BUFFER})
_TYPE_NAMES = {
    Kind.MODULE: "torch.nn.modules.module.Module",
    Kind.NONE: "NoneType",
    Kind.OTHER: "object",
    **dict.fromkeys(_TENSORS, "torch.FloatTensor"),
}


class Slot(NamedTuple):
    """One name of one module: what the class has under it, and what the instance holds.

    `initialised` says whether nn.Module.__init__ has run. `held` is in the order of `Place`; more than one
    entry needs code that writes to the tables directly. `behind` is what the getter of a SETTABLE_PROPERTY
    gives: the value that its setter got last, or None while the getter raises AttributeError.
    """

    ground: Ground = Ground.NOTHING
    initialised: bool = True
    held: tuple[tuple[Place, Kind], ...] = ()
    behind: Kind | None = None

    @property
    def place(self) -> Place | None:
        """The first place that holds the name, if any."""
        return self.held[0][0] if self.held else None

    @property
    def registered(self) -> bool:
        """Whether one of the three tables has the name, be it only as None."""
        return any(place in _TABLES for place, _ in self.held)

    @property
    def exists(self) -> bool:
        """Whether `hasattr(self, name)` is true."""
        return self.reads is not None

    @property
    def reads(self) -> Kind | None:
        """What `self.<name>` gives, or None where it raises AttributeError.

        What the class has reads as OTHER. Source: object.__getattribute__ (a property, then `__dict__`, then
        the class), and after its AttributeError nn.Module.__getattr__ (parameters, buffers, modules).
        """
        found = self._without_getattr()
        if found is None:
            found = next((kind for place, kind in self.held if place in _TABLES), None)
        return found

    @property
    def shadowed(self) -> bool:
        """Whether the name is registered and reading it nevertheless gives something else."""
        return self.registered and self._without_getattr() is not None

    def holds(self, place: Place) -> bool:
        """Whether `place` has the name."""
        return any(held is place for held, _ in self.held)

    def put(self, place: Place, kind: Kind) -> Slot:
        """The slot after `place[name] = <value of this kind>`."""
        held = {**dict(self.held), place: kind}
        return self._replace(held=tuple((place, held[place]) for place in Place if place in held))

    def without(self, *places: Place) -> Slot:
        """The slot after the name is removed from each of `places` that has it."""
        return self._replace(held=tuple(entry for entry in self.held if entry[0] not in places))

    def _without_getattr(self) -> Kind | None:
        """What object.__getattribute__ finds, None where it raises AttributeError."""
        if self.ground is Ground.PROPERTY:
            return Kind.OTHER
        if self.ground is Ground.SETTABLE_PROPERTY:
            return self.behind
        if self.holds(Place.ATTRIBUTE):
            return dict(self.held)[Place.ATTRIBUTE]
        return Kind.OTHER if self.ground in _ALWAYS_READABLE else None


class Raised(NamedTuple):
    """An error: the name of its type, and `str(error).strip("'\\"")`.

    `str()` of a KeyError is the `repr` of its message, so a quote in it can come with a backslash, as in the
    last line of PyTorch's traceback.
    """

    error: str
    message: str


class Outcome(NamedTuple):
    """What an operation leaves, and what it raised, if anything."""

    slot: Slot
    raised: Raised | None


class _Call(NamedTuple):
    """The values that one operation's messages mention."""

    kind: Kind
    name: str
    owner: str
    type_name: str


def fresh_slot(name: str, ground: Ground | None = None) -> Slot:
    """The slot of `name` right after nn.Module.__init__; `ground` is what the class itself has under it.

    For most names of a class that has nothing of its own that is `Slot()`; nn.Module's own names (`RESERVED`) are there
    from the start.  Source: `dir(nn.Module())` and the `__dict__` of that instance.
    """
    held = ((Place.ATTRIBUTE, Kind.OTHER),) if name in SET_BY_INIT else ()
    if ground is None:
        ground = Ground.NOTHING
        if name in MODULE_METHODS and not held:
            ground = Ground.METHOD
        elif name in MODULE_ATTRIBUTES and not held:
            ground = Ground.CLASS_ATTRIBUTE
    return Slot(ground, held=held)


def initialise(slot: Slot) -> Slot:
    """The slot after nn.Module.__init__ has run, once more perhaps: a second run empties the three tables.

    Source: nn.Module.__init__, which sets new tables and leaves all else in `__dict__` as it is.
    """
    return slot.without(*_TABLES)._replace(initialised=True)


def apply(
    slot: Slot,
    operation: Operation,
    kind: Kind | None,
    *,
    name: str = "x",
    owner: str = "Module",
    type_name: str | None = None,
) -> Outcome:
    """Run one operation on the name that `slot` describes.

    `kind` is what the value is (None for DELETE only). `name`, `owner` (the class's name) and `type_name`
    (the value's type, as torch.typename has it) appear in messages. Gives the slot that PyTorch leaves, and
    the error that it raises, if any; the slot after an error is not always the slot before it, since
    assigning a Parameter removes the name from the other places first.

    The slot says what the class has under `name`: start from `fresh_slot(name)` where the class says nothing.
    Source: nn.Module.__setattr__, __delattr__, register_buffer, register_parameter, add_module.
    """
    if (kind is None) is not (operation is Operation.DELETE):
        raise ValueError(f"{operation} with a value of kind {kind}")
    kind = kind or Kind.NONE
    return _RUN[operation](slot, _Call(kind, name, owner, type_name or _TYPE_NAMES[kind]))


def check_name(operation: Operation, name: object, kind: Kind, *, owner: str = "Module") -> Raised | None:
    """What `name` alone makes an operation raise in a class that has nothing of its own under it.

    `kind` is what the value is (DELETE ignores it), `owner` the class's name. Gives None for a name that is
    in order, and where PyTorch refuses the value before it looks at the name: `apply` tells of that. Deleting
    a name that is merely not there is no matter of the name.
    Source: the name checks of register_buffer, register_parameter and add_module, which nn.Module.__setattr__
    reaches too, and the builtins setattr and delattr for what is no string.
    """
    if operation in _ADDS_MODULE and not _is_module(kind):
        return None
    if not isinstance(name, str):
        return _not_a_string(operation, name)
    if operation is Operation.DELETE and name not in RESERVED - _GUARDED:
        return None
    return apply(fresh_slot(name), operation, _harmless(operation, kind), name=name, owner=owner).raised


def _harmless(operation: Operation, kind: Kind) -> Kind | None:
    """A value that the operation takes under any good name: what it raises then, it raises for the name."""
    if operation is Operation.DELETE:
        return None
    return kind if operation is Operation.ASSIGN else Kind.NONE


def _raised(error: str, message: str) -> Raised:
    text = repr(message) if error == "KeyError" else message
    return Raised(error, text.strip("'\""))


def _refuse(slot: Slot, error: str, message: str) -> Outcome:
    return Outcome(slot, _raised(error, message))


def _no_attribute(slot: Slot, call: _Call, missing: str) -> Outcome:
    return _refuse(slot, "AttributeError", f"'{call.owner}' object has no attribute '{missing}'")


def _no_accessor(slot: Slot, call: _Call, missing: str) -> Outcome:
    message = f"property '{call.name}' of '{call.owner}' object has no {missing}"
    return _refuse(slot, "AttributeError", message)


def _not_a_string(operation: Operation, name: object) -> Raised:
    type_name = type(name).__qualname__
    if operation in _NOUNS:
        return _raised("TypeError", f"{_NOUNS[operation]} name should be a string. Got {type_name}")
    return _raised("TypeError", f"attribute name must be string, not '{type_name}'")


def _bad_text(noun: str, name: str) -> Raised | None:
    """A dot or nothing in the name; add_module alone shows the name that it refuses."""
    if "." in name:
        shown = f'".", got: {name}' if noun == "module" else '"."'
        return _raised("KeyError", f"{noun} name can't contain {shown}")
    if name == "":
        return _raised("KeyError", f'{noun} name can\'t be empty string ""')
    return None


def _taken(slot: Slot, name: str, table: Place) -> Raised | None:
    """`hasattr(self, name) and name not in table`, the check that all three functions share."""
    if slot.exists and not slot.holds(table):
        return _raised("KeyError", f"attribute '{name}' already exists")
    return None


def _is_module(kind: Kind) -> bool:
    return kind in (Kind.MODULE, Kind.NONE)


def _register_buffer(slot: Slot, call: _Call) -> Outcome:
    """nn.Module.register_buffer: initialised, name, taken, value."""
    if not slot.initialised:
        return _refuse(slot, "AttributeError", "cannot assign buffer before Module.__init__() call")
    problem = _bad_text("buffer", call.name) or _taken(slot, call.name, Place.BUFFERS)
    if problem:
        return Outcome(slot, problem)
    if call.kind not in _TENSORS and call.kind is not Kind.NONE:
        what = f"cannot assign '{call.type_name}' object to buffer '{call.name}'"
        return _refuse(slot, "TypeError", f"{what} (torch Tensor or None required)")
    return Outcome(slot.put(Place.BUFFERS, call.kind), None)


def _register_parameter(slot: Slot, call: _Call) -> Outcome:
    """nn.Module.register_parameter: initialised, name, taken, value."""
    if not slot.initialised:
        return _refuse(slot, "AttributeError", "cannot assign parameter before Module.__init__() call")
    problem = _bad_text("parameter", call.name) or _taken(slot, call.name, Place.PARAMETERS)
    if problem:
        return Outcome(slot, problem)
    if call.kind not in (Kind.PARAMETER, Kind.NONE):
        what = f"cannot assign '{call.type_name}' object to parameter '{call.name}'"
        return _refuse(slot, "TypeError", f"{what} (torch.nn.Parameter or None required)")
    return Outcome(slot.put(Place.PARAMETERS, call.kind), None)


def _add_module(slot: Slot, call: _Call) -> Outcome:
    """nn.Module.add_module: value, taken, name; without `__init__`, reading `_modules` fails half-way."""
    if not _is_module(call.kind):
        return _refuse(slot, "TypeError", f"{call.type_name} is not a Module subclass")
    if slot.exists and not slot.initialised:
        return _no_attribute(slot, call, "_modules")
    problem = _taken(slot, call.name, Place.MODULES) or _bad_text("module", call.name)
    if problem:
        return Outcome(slot, problem)
    if not slot.initialised:
        return _no_attribute(slot, call, "_modules")
    return Outcome(slot.put(Place.MODULES, call.kind), None)


def _assign(slot: Slot, call: _Call) -> Outcome:
    """nn.Module.__setattr__: the value's type and the table that has the name decide, in this order."""
    if call.kind is Kind.PARAMETER:
        return _assign_parameter(slot, call)
    if slot.holds(Place.PARAMETERS):
        return _assign_over(slot, call, "parameter", "torch.nn.Parameter")
    if call.kind is Kind.MODULE:
        return _assign_module(slot, call)
    if slot.holds(Place.MODULES):
        return _assign_over(slot, call, "child module", "torch.nn.Module")
    if call.kind is Kind.BUFFER or slot.holds(Place.BUFFERS):
        return _assign_buffer(slot, call)
    return _set_attribute(slot, call)


def _assign_parameter(slot: Slot, call: _Call) -> Outcome:
    """Out of all other places first, only then the checks of register_parameter."""
    if not slot.initialised:
        return _refuse(slot, "AttributeError", "cannot assign parameters before Module.__init__() call")
    slot = slot.without(Place.ATTRIBUTE, Place.BUFFERS, Place.MODULES)
    if call.name == Place.PARAMETERS.value:  # the attribute just removed was the table itself
        slot = slot._replace(initialised=False)
    return _register_parameter(slot, call)


def _assign_over(slot: Slot, call: _Call, noun: str, wanted: str) -> Outcome:
    """Over a registered Parameter or Module only None goes, which keeps the name in its table."""
    if call.kind is not Kind.NONE:
        what = f"cannot assign '{call.type_name}' as {noun} '{call.name}'"
        return _refuse(slot, "TypeError", f"{what} ({wanted} or None expected)")
    if noun == "parameter":
        return _register_parameter(slot, call)
    return Outcome(slot.put(Place.MODULES, Kind.NONE), None)


def _assign_module(slot: Slot, call: _Call) -> Outcome:
    """Straight into `_modules`: no check of the name, none whether the class has it."""
    if not slot.initialised:
        return _refuse(slot, "AttributeError", "cannot assign module before Module.__init__() call")
    slot = slot.without(Place.ATTRIBUTE, Place.PARAMETERS, Place.BUFFERS)
    return Outcome(slot.put(Place.MODULES, Kind.MODULE), None)


def _assign_buffer(slot: Slot, call: _Call) -> Outcome:
    """An nn.Buffer object, or any value for a name that `_buffers` has."""
    if call.kind not in _TENSORS and call.kind is not Kind.NONE:
        what = f"cannot assign '{call.type_name}' as buffer '{call.name}'"
        return _refuse(slot, "TypeError", f"{what} (torch.nn.Buffer, torch.Tensor or None expected)")
    return _register_buffer(slot, call)


def _set_attribute(slot: Slot, call: _Call) -> Outcome:
    """object.__setattr__: a property's setter, else the instance's `__dict__`."""
    if slot.ground is Ground.PROPERTY:
        return _no_accessor(slot, call, "setter")
    if slot.ground is Ground.SETTABLE_PROPERTY:
        return Outcome(slot._replace(behind=call.kind), None)
    return Outcome(slot.put(Place.ATTRIBUTE, call.kind), None)


def _delete(slot: Slot, call: _Call) -> Outcome:
    """nn.Module.__delattr__: the first table that has the name, else object.__delattr__."""
    if not slot.initialised:
        return _no_attribute(slot, call, "_parameters")
    for table in _TABLES:
        if slot.holds(table):
            return Outcome(slot.without(table), None)
    if slot.ground in (Ground.PROPERTY, Ground.SETTABLE_PROPERTY):
        return _no_accessor(slot, call, "deleter")
    if not slot.holds(Place.ATTRIBUTE):
        return _no_attribute(slot, call, call.name)
    return Outcome(slot.without(Place.ATTRIBUTE), None)


_ADDS_MODULE = frozenset({Operation.ADD_MODULE, Operation.REGISTER_MODULE})
_NOUNS = {
    Operation.REGISTER_BUFFER: "buffer",
    Operation.REGISTER_PARAMETER: "parameter",
    **dict.fromkeys(_ADDS_MODULE, "module"),
}
_RUN: dict[Operation, Callable[[Slot, _Call], Outcome]] = {
    Operation.ASSIGN: _assign,
    Operation.REGISTER_BUFFER: _register_buffer,
    Operation.REGISTER_PARAMETER: _register_parameter,
    Operation.ADD_MODULE: _add_module,
    Operation.REGISTER_MODULE: _add_module,
    Operation.DELETE: _delete,
}
