"""What a module holds while and after it is constructed, and what went wrong on the way.

`ModuleState` runs operations on names through `registry.py`, each under the path on which it happens, and keeps
facts: which names hold what, and events.  It reads no syntax and words no message.
"""
from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flake8_torchstate.model import registry, values
from flake8_torchstate.model.events import BrokenInit, Clash, Event, Held, Replacement, Shadowing, Write
from flake8_torchstate.model.guards import ALWAYS, Guard, Literal, Path, consistent, left_over, remainders
from flake8_torchstate.model.questions import Question, ground_of
from flake8_torchstate.model.registry import Ground, Kind, Operation, Place, Raised, Slot
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.values import Choice, Container, Module, Value

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.code.scopes import FunctionInfo

REGISTERING = (Operation.REGISTER_BUFFER, Operation.REGISTER_PARAMETER, Operation.ADD_MODULE, Operation.REGISTER_MODULE)
TABLES = ("_parameters", "_buffers", "_modules", "__getattr__")
MOST_HELD = 12
MOST_LITERALS = 60


@dataclass(eq=False)
class ModuleState:
    """One module under construction: its names, whether nn.Module.__init__ has run, and the events so far.

    begun_above: a base has run it; patterns: names with unknown parts; hidden: names set past nn.Module; vague: names
    that a base's method which isn't followed may set; moved, rebuilt: names that its own `_apply` and the like see to;
    saved: those that its own `state_dict` and the like do; dead: the guards of paths that end in an error; rounds:
    conditions that some round of a loop which is over has met, as is taken for granted; copied: Modules that copies
    were made of, and when; listed: Modules with Parameters read of them; samples: values that stand for one of
    the many that another stands for; loose: inside of a loop whose rounds aren't known; written: every operation on a
    name that ran; asked: what was asked of the class since somebody wants to know that, with its answers.
    """

    cls: ClassInfo
    names: dict[str, list[Held]] = field(default_factory=dict)
    patterns: list[tuple[values.Value, Held]] = field(default_factory=list)
    initialised: list[Guard] = field(default_factory=list)
    assume_initialised: bool = False
    begun_above: bool = False
    opaque: bool = False
    own_setattr: bool = False
    events: list[Event] = field(default_factory=list)
    exits: list[Path] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    vague: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    moves_all: bool = False
    rebuilt: set[str] = field(default_factory=set)
    saved: set[str] = field(default_factory=set)
    escaped: set[Value] = field(default_factory=set)
    constructing: bool = True
    serial: int = 0
    loose: bool = False
    sure: bool = False
    wasted: bool = False
    in_base: bool = False
    dead: list[Guard] = field(default_factory=list)
    rounds: set[Literal] = field(default_factory=set)
    copied: list[tuple[Module, Guard]] = field(default_factory=list)
    listed: list[tuple[Value, Value]] = field(default_factory=list)
    samples: list[tuple[Value, Value]] = field(default_factory=list)
    ran: set[FunctionInfo] = field(default_factory=set)
    written: list[Write] = field(default_factory=list)
    asked: dict[Question, Hashable] | None = None
    _grounds: dict[str, tuple[Ground, ClassInfo | None]] = field(default_factory=dict, repr=False)

    def ground(self, name: str) -> tuple[Ground, ClassInfo | None]:
        """What the class has under a name, and which class of its family defines it (None: nn.Module itself)."""
        if self.asked is not None:
            self.ask(Question("ground", name))
        if name not in self._grounds:
            self._grounds[name] = ground_of(self.cls, name)
        return self._grounds[name]

    def ask(self, question: Question) -> None:
        """Note that what happens hangs on the class's answer to a question."""
        if self.asked is not None and question not in self.asked:
            self.asked[question] = question.answer(self.cls)

    def held(self, name: str, path: Path) -> list[Held]:
        """What a name may hold on a path; an absent entry where it may hold nothing."""
        return [h for h in self.entries(name) if path.meets(h.guard) and not any(gone <= h.guard for gone in self.dead)]

    def entries(self, name: str) -> list[Held]:
        """All that a name may hold on any path."""
        if name not in self.names:
            self.names[name] = [Held(ALWAYS, registry.fresh_slot(name, self.ground(name)[0]))]
        return self.names[name]

    def uninitialised(self, path: Path) -> Guard | None:
        """The guard under which nn.Module.__init__ hasn't run on a path; None where it has, or where that isn't sure:
        a base that calls it under a condition knows when.
        """
        if self.begun_above and any(consistent(guard, path.guard) for guard in self.initialised):
            return None
        return self.not_begun(path)

    def not_begun(self, path: Path) -> Guard | None:
        """The same of all conditions, those of bases too."""
        if self.assume_initialised or any(guard <= path.guard for guard in self.initialised):
            return None
        ran = [guard for guard in self.initialised if consistent(guard, path.guard)]
        if not all(comparable(guard, path.guard) for guard in ran):
            return None
        rest = [
            part
            for part in left_over(path.guard, ran)
            if path.meets(part) and not any(gone <= part for gone in self.dead)
        ]
        return rest[0] if rest else None

    def alive(self, held: Held) -> bool:
        """Whether something held can still be there when construction is over."""
        return any(path.meets(held.guard) for path in self.exits) and not any(gone <= held.guard for gone in self.dead)

    def operate(self, name: str, operation: Operation, value: Value, path: Path, site: Site,
                expression: ast.expr | None, blame: Site) -> None:
        """Run one operation on a name for each value that it may be given.

        `blame` is the statement of the class itself from which a base's code was reached.
        """
        self.serial += 1
        self.written.append(Write(name, operation, value, site))
        early = self.uninitialised(path) is not None
        choices = [(option, inner) for option in values.options(value)
                   if (inner := path.entering(option.guard)) is not None]
        kept: list[Held] = []
        new: list[Held] = []
        present = self.held(name, path)
        self.sure = self.all_raise(name, operation, [option.value for option, _ in choices], present)
        self.wasted = all(h.registered and not h.read and is_loss(h.value) for h in present)
        known = self.entries(name)
        among = [] if any(path.meets(h.guard) for h in known) else [self._untold(name, known)]
        for held in [*known, *among]:
            if not path.meets(held.guard):
                kept.append(held)
                continue
            where = blame if self._own_conflict(name, site, held) else site
            self.in_base = where is not site
            for option, inner in choices:
                if not inner.meets(held.guard):
                    continue
                slot = self._step(name, operation, option.value, inner, where, held)
                new.append(
                    Held(
                        held.guard | inner.guard,
                        slot,
                        option.value,
                        site,
                        expression,
                        operation,
                        False,
                        self.serial,
                        held.before_it,
                        early,
                        slot is None and operation is Operation.ASSIGN and held.unregistered,
                        persistence(held, operation, option.value),
                    )
                )
            kept += [held.under(g) for g in remainders(held.guard, path)] if held not in among else []
        kept = [h for h in kept if not any(gone <= h.guard for gone in self.dead)]
        if len(new) > 1 and all(h.slot == new[0].slot and h.value is new[0].value for h in new):
            first = next((h.first for h in new if h.first is not None), None)
            new = [new[0].under(path.guard)]
            new[0].first = first
        if len(new) > MOST_HELD:
            given = [(option, [h for h in new if h.value is option.value]) for option, _ in choices]
            new = [whatever_was_there(option, path, same) for option, same in given if same]
        self.names[name] = self._likeliest(kept, path) + new

    def _untold(self, name: str, known: list[Held]) -> Held:
        """What a name holds on a path for which that isn't told apart any more, after very many conditions."""
        plain = all(held.absent or held.bare for held in known)
        return Held(ALWAYS, registry.fresh_slot(name, self.ground(name)[0]) if plain else None)

    def _likeliest(self, kept: list[Held], path: Path) -> list[Held]:
        """What is told apart of what a name may still hold elsewhere; the rest counts as kept by somebody."""
        if len(kept) > MOST_HELD:
            # what has left this path already gives way first
            kept.sort(key=lambda h: not any(left <= h.guard for left in path.excluded))
        found = [h for h in kept[-MOST_HELD:] if len(h.guard) <= max(MOST_LITERALS, len(path.guard))]
        if len(found) < len(kept):
            told = set(found)
            self.escaped.update(v for h in kept if h not in told and h.value is not None for v in reachable(h.value))
        return found

    def set_persistence(self, name: str, persistent: bool | None) -> None:
        """Note what the registration of a buffer that ran just now said of `state_dict()`."""
        for held in self.names[name]:
            if held.serial == self.serial:
                held.persistent = persistent

    def _own_conflict(self, name: str, site: Site, held: Held) -> bool:
        """Whether a base's code meets something that the class itself has put under the name."""
        if site.owner is None or site.owner is self.cls or not site.owner.counts_as_module:
            return False
        return (held.site is not None and held.site.owner is self.cls) or self.owns(name)

    def owns(self, name: str) -> bool:
        """Whether the class itself defines a name."""
        self.ask(Question("owner", name))
        return ground_of(self.cls, name)[1] is self.cls

    def _certain(self, held: Held, path: Path) -> bool:
        """Whether what was held is there whenever this path runs; in construction one condition inside another will do.
        """
        guard = held.guard - self.rounds
        if self.constructing:
            return self.sure or comparable(guard, path.guard)
        return guard <= path.guard

    def getter_works(self, name: str, slot: Slot) -> bool:
        """Whether a property under the name, if there is one, certainly gives something: else hasattr is false."""
        ground, cls = self.ground(name)
        if cls is None and ground is Ground.PROPERTY:
            return False  # another library's: what it hangs on isn't known
        getter = self.getter(name)
        if getter is None or slot.held or slot.ground is not Ground.PROPERTY:
            return True
        outline = getter.outline
        return "super" not in outline.called and all(
            any(h.slot is not None and h.slot.exists for h in self.entries(n)) for n in outline.self_names)

    def getter(self, name: str) -> FunctionInfo | None:
        """The getter of the property that a class of the tree has under a name."""
        cls = self.ground(name)[1]
        return cls.properties[name].getter if cls is not None and name in cls.properties else None

    def getter_gives(self, name: str, path: Path) -> bool:
        """Whether the getter of a property certainly gives something of its own: all that it reads is there."""
        getter = self.getter(name)
        if getter is None or not getter.outline.gives or "getattr" in getter.outline.called or reads_tables(getter):
            return False
        read = (self.held(n, path) for n in getter.outline.self_names)
        return all(held and all(map(is_there, held)) for held in read)

    def all_raise(self, name: str, operation: Operation, given: list[Value], present: list[Held]) -> bool:
        """Whether an operation with any of some values raises whatever the name holds."""
        if len(present) < 2:
            return False
        kinds = set(map(kind_of, given))
        return None not in kinds and all(
            h.slot is not None and registry.apply(h.slot, operation, kind, name=name).raised is not None
            for h in present for kind in kinds)

    def _step(self, name: str, operation: Operation, value: Value, path: Path, site: Site, held: Held) -> Slot | None:
        """The slot that one operation leaves; what it raises becomes an event, then it goes on as if it hadn't."""
        kind = kind_of(value)
        slot = held.slot
        missing = self.uninitialised(path)
        if (
            slot is None
            and operation is Operation.REGISTER_BUFFER
            and held.operation is Operation.ASSIGN
            and held.serial
        ):
            # whatever was assigned, it isn't in the table of buffers; what is forgotten may be
            slot = Slot(held=((Place.ATTRIBUTE, Kind.OTHER),))
        if slot is None and held.untold and operation is Operation.ASSIGN and isinstance(
                value, (values.Tensor, Container)):
            # over a Parameter or a Module it would raise TypeError
            slot = Slot(held=((Place.ATTRIBUTE, Kind.OTHER),))
        if kind is None and operation is Operation.REGISTER_BUFFER and slot is not None and slot.exists:
            kind = Kind.TENSOR
        if isinstance(value, values.Unknown) and value.computed and slot is not None and slot.holds(Place.PARAMETERS):
            kind = Kind.OTHER  # be it a tensor or a number, it's refused
        if slot is None or kind is None:
            ground, owner = self.ground(name)
            if ground is Ground.METHOD and owner is None and is_data(value) and self.constructing:
                self.events.append(Shadowing(site, name, ground, value, owner))
            return self._unknown_step(slot, operation, kind)
        slot = begun(slot, missing is None)
        if slot.ground is Ground.SETTABLE_PROPERTY and slot.behind is None and self.getter_gives(name, path):
            slot = slot._replace(behind=Kind.OTHER)
        outcome = registry.apply(slot, operation, kind, name=name, owner=self.cls.name)
        if outcome.raised is not None and self._certain(held, path) and (
                operation is Operation.ASSIGN and lacks_setter(outcome.raised) or self.getter_works(name, slot)):
            self.events.append(
                Clash(site, name, operation, outcome.raised, held, value, slot.initialised, missing or path.guard)
            )
        elif outcome.raised is None:
            self._note_silent(name, operation, value, path, site, held, outcome.slot)
        if outcome.raised is not None and not slot.initialised and outcome.raised.error == "AttributeError":
            return begun(slot, True)
        if outcome.raised is not None:
            return intended(slot, operation, kind)
        return begun(outcome.slot, True)

    def _unknown_step(self, slot: Slot | None, operation: Operation, kind: Kind | None) -> Slot | None:
        """Where the place or the kind isn't known: a registration goes through, an assignment keeps a table's name."""
        if operation in REGISTERING:
            return intended(Slot(), operation, kind or Kind.TENSOR)
        if kind in (Kind.PARAMETER, Kind.MODULE):
            return intended(Slot(), operation, kind)
        return slot if slot is not None and slot.registered else None

    def _note_silent(self, name: str, operation: Operation, value: Value, path: Path, site: Site, held: Held,
                     after: Slot) -> None:
        """Events of operations that raise nothing: a thrown-away registration, a hidden one."""
        ground, owner = self.ground(name)
        getter = self.getter(name) if after.shadowed else None
        by_subclass = ground in (Ground.PROPERTY, Ground.SETTABLE_PROPERTY) and self.in_base
        overridden = by_subclass or isinstance(value, values.NoneValue) or (
            getter is not None and reads_tables(getter))
        if (after.shadowed and not overridden) or (
            ground is Ground.METHOD and owner is None and is_data(value) and self.constructing
        ):
            self.events.append(Shadowing(site, name, ground, value, owner))
        again = operation in REGISTERING or isinstance(value, (values.Parameter, Module, values.Buffer))
        certain = held.guard == path.guard or (self.wasted and path.guard <= held.guard)
        if (again and held.registered and held.site and not held.read and certain and after.registered
                and held.site.owner is site.owner and held.value is not value and self.constructing and not self.loose
                and is_loss(held.value)):
            self.events.append(Replacement(site, name, held, value))

    def initialise(self, path: Path, site: Site | None, above: bool = False) -> None:
        """nn.Module.__init__ runs, `above` in a base's function: a second run empties the three tables."""
        again = self.not_begun(path) is None and not self.assume_initialised
        lost = [name for name, held in self.names.items() for h in held if h.registered and path.meets(h.guard)]
        if again and lost and site is not None:
            self.events.append(BrokenInit(site, "twice", lost[0]))
        if again:
            for name in lost:
                self.names[name] = [h for h in self.names[name] if not h.registered] or [Held(ALWAYS, Slot())]
        self.initialised.append(path.guard)
        self.begun_above = self.begun_above or above

    def delete(self, name: str, path: Path) -> None:
        """`del self.name`."""
        kept: list[Held] = []
        for held in self.entries(name):
            if path.meets(held.guard):
                kept += [held.under(g) for g in remainders(held.guard, path)]
            else:
                kept.append(held)
        slot = registry.fresh_slot(name, self.ground(name)[0])
        self.names[name] = [*kept, Held(path.guard, slot)]

    def forget(self, name: str, site: Site | None = None, expression: ast.expr | None = None) -> None:
        """From here on nothing is known of a name: code that can't be followed may have changed it, given this."""
        self.names[name] = [Held(ALWAYS, None, values.Unknown(), site, expression)]

    def mark_read(self, name: str | None = None) -> None:
        """Note that a name, or every name, was read."""
        for key in [name] if name is not None else list(self.names):
            for held in self.names.get(key, ()):
                held.read = True

    def all_held(self) -> list[Held]:
        """What each name holds or has held, those with unknown parts too."""
        return [held for entries in self.names.values() for held in entries] + [held for _, held in self.patterns]

    def registered_guards(self) -> dict[Value, list[Guard]]:
        """The Parameters, buffers and Modules that some table reaches, with the guards under which it does."""
        found: dict[Value, list[Guard]] = {}
        guards: dict[Value, dict[Guard, None]] = {}
        for held in self.all_held():
            if held.value is None:
                continue
            if held.slot is None or held.slot.registered:
                guards.setdefault(held.value, {})[held.guard] = None
            for carried in held.value.carries if isinstance(held.value, values.Unknown) else ():
                guards.setdefault(carried, {})[held.guard] = None
        for value, under in guards.items():
            for each in reachable(value):
                found.setdefault(each, []).extend(under)
        for module, parameter in self.listed:
            found.setdefault(module, []).extend(found.get(parameter, ()))
        for value in self.escaped:
            found.setdefault(value, []).append(ALWAYS)
        for one, many in self.samples:
            if many in found:
                found.setdefault(one, []).extend(found[many])
        return found


def reachable(value: Value, depth: int = 8) -> Iterable[Value]:
    """The value, and the children, items and options that are reached from it, those of Modules included; each once."""
    return values.spread(value, reached, depth)


def reached(value: Value) -> Iterable[Value]:
    """What is reached from a value in one step."""
    if isinstance(value, Module):
        return [*value.members.values(), *(value.children.values() if value.children is not None else ())]
    if isinstance(value, Container):
        return value.values()
    if isinstance(value, Choice):
        return [o.value for o in value.options]
    if isinstance(value, values.Unknown):
        # if it is a Module, what is got out of it is registered with it
        return [*value.carries, *value.members.values()]
    return ()


def whatever_was_there(option: values.Option, path: Path, same: list[Held]) -> Held:
    """What holds one of the values that a name is given, where too many things were there before to be told apart."""
    slots = {held.slot for held in same}
    return replace(same[0], guard=path.guard | option.guard, slot=same[0].slot if len(slots) == 1 else None)


def is_there(held: Held) -> bool:
    """Whether a name certainly holds something, wherever that is."""
    return held.slot.exists if held.slot is not None else held.site is not None


def reads_tables(getter: FunctionInfo) -> bool:
    """Whether a getter may give what is registered under its own name."""
    outline = getter.outline
    return "super" in outline.called or not outline.mentioned.isdisjoint(("__dict__", *TABLES))


def lacks_setter(raised: Raised) -> bool:
    """Whether an assignment fails since there is a property of that name that can only be read."""
    return raised.error == "AttributeError" and raised.message.endswith(" has no setter")


def begun(slot: Slot, initialised: bool) -> Slot:
    """A slot of a module whose nn.Module.__init__ has run or hasn't."""
    return slot if slot.initialised is initialised else slot._replace(initialised=initialised)


def comparable(first: Guard, second: Guard) -> bool:
    """Whether one guard is part of the other: two unrelated conditions are taken for exclusive ones."""
    return first <= second or second <= first


def kind_of(value: Value) -> Kind | None:
    """What a value is to nn.Module; None where that isn't known."""
    if isinstance(value, values.Tensor):
        return Kind.NON_LEAF if value.history and value.grad else Kind.TENSOR
    for cls, kind in KINDS:
        if isinstance(value, cls):
            return kind
    if isinstance(value, values.Dotted):
        return Kind.OTHER if value.path.split(".")[0] in ("torch", "builtins", "math") else None
    return None


KINDS: tuple[tuple[type[Value], Kind], ...] = (
    (values.Parameter, Kind.PARAMETER), (values.Buffer, Kind.BUFFER), (Module, Kind.MODULE),
    (values.NoneValue, Kind.NONE), (values.Plain, Kind.OTHER), (Container, Kind.OTHER), (values.Holder, Kind.OTHER),
    (values.Function, Kind.OTHER), (values.Class, Kind.OTHER),
)


def persistence(before: Held, operation: Operation, value: Value) -> bool | None:
    """Whether a buffer is in `state_dict()` after an operation: an assignment to a buffer leaves that as it was."""
    if isinstance(value, values.Buffer):
        return value.persistent
    return True if operation in REGISTERING else before.persistent


DATA_TYPES = frozenset({"bool", "int", "float", "str", "complex", "bytes", "array"})


def is_data(value: Value) -> bool:
    """Whether a value certainly isn't callable in place of a method."""
    if isinstance(value, values.Unknown):
        return value.data
    return isinstance(value, (Container, values.Tensor, values.NoneValue)) or (
        isinstance(value, values.Plain) and (value.known or value.of in DATA_TYPES)
    )


def is_loss(value: Value | None) -> bool:
    """Whether something is lost when a value is thrown away: a layer without state isn't."""
    if isinstance(value, Module):
        return value.known_state is True
    return isinstance(value, (values.Parameter, values.Tensor, values.Buffer))


def intended(slot: Slot, operation: Operation, kind: Kind) -> Slot:
    """Where the name would be had the operation succeeded."""
    place = {
        Operation.REGISTER_BUFFER: Place.BUFFERS, Operation.REGISTER_PARAMETER: Place.PARAMETERS,
        Operation.ADD_MODULE: Place.MODULES, Operation.REGISTER_MODULE: Place.MODULES,
    }.get(operation)
    if place is None:
        place = {Kind.PARAMETER: Place.PARAMETERS, Kind.MODULE: Place.MODULES, Kind.BUFFER: Place.BUFFERS}.get(kind)
    if place is None:
        return slot._replace(initialised=True)
    return Slot(slot.ground, True, ((place, kind),))
