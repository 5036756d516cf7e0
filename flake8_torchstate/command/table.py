"""The state table of one Module class: what each name holds when construction is over, and what PyTorch does with it.

A reading of ModuleState, as the rules are.  What isn't known stays None.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flake8_torchstate.model import values
from flake8_torchstate.run.examination import examine_body
from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.purpose import items_life, tensor_life
from flake8_torchstate.report.usage import Fate
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.world import World
from flake8_torchstate.code.classes import MODULE, ClassInfo, canonical
from flake8_torchstate.model.lost import Known, classify, known_of, leaves
from flake8_torchstate.model.guards import ALWAYS, Guard, left_over
from flake8_torchstate.knowledge import torch_module
from flake8_torchstate.model.registry import Ground, Place
from flake8_torchstate.command.gradients import gradients_in
from flake8_torchstate.command.layers import (
    hangs_on_unknown, holds_nothing, names_of, texts_in_decorators, torch_trains)
from flake8_torchstate.command.plainness import Plainness
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.events import BadParameter, Clash, ClassBodyValue, Held, InvalidName
from flake8_torchstate.model.state import ModuleState, kind_of
from flake8_torchstate.model.values import Container, Entry, Holder, Module, Parameter, Tensor, Unknown, Value

MOST_DEPTH = 3
KINDS = ("parameter", "buffer", "submodule", "tensor", "container", "plain", "unknown")
REGISTERED = ("parameter", "buffer", "submodule")
LOSING = ("tensor", "container")
Answer = bool | None


@dataclass(frozen=True)
class Row:
    """One name of a module.

    kind: one of KINDS; what: the same in words; saved, moved, trained: whether `state_dict()` has it, `.to()` moves
    it, `parameters()` gives it with grad (None: not known); origin: the base class, or the function, whose code puts
    it there ("" for the class's own); conditional: it isn't there, or is something else, on some way through the
    constructor; used: where methods use a tensor that is lost, and how.
    """

    name: str
    kind: str
    what: str
    saved: Answer
    moved: Answer
    trained: Answer
    line: int | None = None
    path: str | None = None
    origin: str = ""
    conditional: bool = False
    used: str = ""


@dataclass(frozen=True)
class Table:
    """What one class holds; `notes` say what can't be told and what goes wrong in construction."""

    name: str
    bases: str
    path: str
    line: int
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def table_of(world: World, info: ClassInfo) -> Table:
    """The table of a class.  Raises TooMuch or RecursionError where construction can't be followed."""
    run = construct(world, info)
    before = len(run.state.events)
    examine_body(run, info)
    body = [event for event in run.state.events[before:] if isinstance(event, ClassBodyValue)]
    bases = ", ".join(ast.unparse(base) for base in info.node.bases)
    rows = Rows(world, run.state)
    found = [*rows.of_instance(), *map(rows.of_class, body)]
    report = Report(run.state, world.config, world.ran, world.member)
    return Table(info.name, bases, info.source.path, info.node.lineno,
                 [replace(row, used=used(report, row)) if row.kind in LOSING else row for row in found],
                 notes_on(run.state))


HOW = {Fate.MOVED: "copied to the device", Fate.NUMBERS: "as numbers", Fate.REPLACED: "replaced first"}


def used(report: Report, row: Row) -> str:
    """Where methods use what a name loses, and how; "" where that can't be told."""
    lost = next((lost for lost in report.lost_tensors if lost.name == row.name), None)
    items = next((items for items in report.lost_items if items.name == row.name), None)
    life = tensor_life(report, lost) if lost is not None else items_life(report, items) if items is not None else None
    if life is None or life.use is None:
        return "no method" if life is not None and life.fate is Fate.UNREAD else ""
    where = f"{life.use.method}, line {life.use.line}"
    return f"{where}: {HOW[life.fate]}" if life.fate in HOW else where


# --- one value


@dataclass(frozen=True)
class Shown:
    """What a value is and what becomes of it."""

    kind: str
    what: str
    saved: Answer = False
    moved: Answer = False
    trained: Answer = False


UNSURE: tuple[Answer, Answer, Answer] = (None, None, None)
UNKNOWN = Shown("unknown", "?", *UNSURE)


class Rows:
    """Makes the rows of one class."""

    def __init__(self, world: World, state: ModuleState, depth: int = MOST_DEPTH) -> None:
        self.world = world
        self.state = state
        self.cls = state.cls
        self.depth = depth
        self.known: Known = known_of(state)
        self.gradients = gradients_in(state)
        self.buffer_names = buffer_names(state)
        self.decorators = texts_in_decorators(self.cls)
        self.plainness = Plainness()

    def of_instance(self) -> list[Row]:
        """The rows of what construction leaves on an instance, in the order in which it was put there."""
        found: list[tuple[int, tuple[int, str], list[Row]]] = []
        for name, entries in self.state.names.items():
            alive = [h for h in entries if self._alive(h)]
            shown = [h for h in alive if not h.absent and not (h.value is None and h.site is None)]
            if shown:
                rows = self._of_name(name, shown)
                found.append((min(h.serial for h in shown), inherited_order(rows[0]), rows))
        for key, held in self.state.patterns:
            if self._alive(held):
                name = key.text if isinstance(key, values.Pattern) else "{…}"
                found.append((held.serial, (0, ""), self._of_name(name, [held])))
        return [row for _, _, rows in sorted(found, key=lambda entry: entry[:2]) for row in rows]

    def of_class(self, event: ClassBodyValue) -> Row:
        """The row of a tensor, Parameter, Module or container in the class body: it belongs to no instance."""
        value = event.value
        if isinstance(value, Module):
            shown = Shown("plain" if value.inert else "container", named(value))
        else:
            shown = self._plain_attribute(event.name, value, ALWAYS, 0)
        line, path = place_of(event.site)
        return Row(event.name, shown.kind, f"{shown.what}, of the class itself", shown.saved, shown.moved,
                   shown.trained, line, path)

    def _alive(self, held: Held) -> bool:
        return self.state.alive(held) if self.state.exits else not held.absent

    def _of_name(self, name: str, entries: list[Held]) -> list[Row]:
        """The rows of what a name may hold, and of what is in its containers of modules."""
        found: dict[Row, Held] = {}
        for held in entries:
            shown = self._held(name, held)
            found.setdefault(Row(name, shown.kind, shown.what, shown.saved, shown.moved, shown.trained,
                                 *place_of(held.site), self._origin(name, held)), held)
        several = len(found) > 1 or self._may_miss(name, [h.guard for h in entries])
        rows: list[Row] = []
        for row, held in found.items():
            rows.append(replace(row, conditional=several))
            if row.kind == "submodule" and isinstance(held.value, Module):
                rows += [replace(child, line=row.line, path=row.path, origin=row.origin,
                                 conditional=several or child.conditional)
                         for child in self._children(name, held.value, held.guard)]
        return rows

    def _may_miss(self, name: str, guards: list[Guard]) -> bool:
        """Whether there is a way through the constructor on which a name isn't set: it's set under these guards."""
        if any(h.absent and self._alive(h) for h in self.state.names.get(name, ())):
            return True
        return any(path.meets(part) and not any(gone <= part for gone in self.state.dead)
                   for path in self.state.exits for part in left_over(path.guard, guards))

    def _origin(self, name: str, held: Held) -> str:
        """Whose code put it there, where that isn't the class itself."""
        if held.site is None:
            torch = [c for c in self.cls.mro if isinstance(c, str) and name in names_of(torch_module(c))]
            return short(torch[0]) if torch else ""
        owner = held.site.owner
        if owner is None:
            return f"{held.site.function.name}()" if held.site.function is not None else ""
        return owner.name if owner is not self.cls else ""

    def _held(self, name: str, held: Held) -> Shown:
        """What one name holds."""
        if held.value is None:
            return UNKNOWN
        if held.slot is None:
            return self._by_text(name, held, UNKNOWN)
        place = held.slot.place
        plain = isinstance(held.value, (values.NoneValue, values.Plain))
        if place is Place.ATTRIBUTE and plain and name in self.decorators:
            return UNKNOWN
        if place is Place.ATTRIBUTE:
            shown = self._plain_attribute(name, held.value, held.guard, held.serial)
            return self._own_movers(name, self._by_text(name, held, shown))
        if place is Place.PARAMETERS:
            shown = self._parameter(name, held.value)
        elif place is Place.BUFFERS:
            shown = buffer(held)
        elif place is Place.MODULES:
            shown = self._module(name, held.value, held.expression, held.guard)
        else:  # its registration raised
            return replace(UNKNOWN, what=f"{named(held.value)}, not registered" if kind_of(held.value) else "?")
        return replace(shown, what=f"{shown.what}, hidden by {self._hiding(name)}") if held.slot.shadowed else shown

    def _by_text(self, name: str, held: Held, shown: Shown) -> Shown:
        """What isn't known may be plain by what its function does with it."""
        if shown.kind != "unknown" or isinstance(held.value, Tensor) or name in self.decorators or (
                self.state.ground(name)[0] in (Ground.PROPERTY, Ground.SETTABLE_PROPERTY)):
            return shown
        if isinstance(held.value, values.Plain):
            return Shown("plain", plain_text(held.value))
        return Shown("plain", "plain value") if self.plainness.holds(name, held) else shown

    def _hiding(self, name: str) -> str:
        """What the class itself has under a name."""
        return {Ground.METHOD: "a method", Ground.PROPERTY: "a property", Ground.SETTABLE_PROPERTY: "a property"}.get(
            self.state.ground(name)[0], "a class attribute")

    def _own_movers(self, name: str, shown: Shown) -> Shown:
        """A plain attribute that the class's own `_apply` or `state_dict` may see to: whether it does isn't known."""
        if shown.kind in LOSING and name in self.state.saved:
            shown = replace(shown, saved=None)
        if shown.kind in LOSING and (name in self.state.moved or self.state.moves_all):
            return replace(shown, moved=None)
        return shown

    def _parameter(self, name: str, value: Value) -> Shown:
        if isinstance(value, values.NoneValue):
            return Shown("parameter", "None, kept for a parameter")
        if isinstance(value, Parameter) and value.dtype in ("int", "bool") and value.grad is True:
            return replace(UNKNOWN, what="parameter, not registered")
        if not isinstance(value, Parameter):
            return Shown(
                "parameter", "parameter or None" if isinstance(value, Unknown) else "parameter", None, None, None
            )
        touched = self.gradients
        sure = not (touched.everything or name in touched.branched)
        return Shown(
            "parameter",
            "parameter" if value.grad is not False or not sure else "parameter, frozen",
            True,
            True,
            value.grad if sure else None,
        )

    def _module(self, name: str, value: Value, made: ast.expr | None = None, guard: Guard = ALWAYS) -> Shown:
        if isinstance(value, values.NoneValue):
            return Shown("submodule", "None, kept for a submodule")
        if not isinstance(value, Module):
            return Shown(
                "submodule", "submodule or None" if isinstance(value, Unknown) else "submodule", None, None, None
            )
        saved, moved, trained = UNSURE if hangs_on_unknown(value, made) else self._answers(value, self.depth, guard)
        touched = self.gradients
        if trained is not False and (touched.everything or touched.modules or name in touched.names):
            trained = None
        return Shown("submodule", self._described(value, guard), saved, moved, trained)

    def _described(self, value: Module, guard: Guard) -> str:
        """The class of a submodule, and how many items are in a container."""
        if value.children is None or not value.children.exact or any(
                entry.guard - guard for entry in value.children.entries):
            return named(value)
        return f"{value.label} of {len(value.children.entries)}"

    def _answers(self, value: Module, depth: int, guard: Guard = ALWAYS) -> tuple[Answer, Answer, Answer]:
        """Whether a module holds something that is saved, that is moved, that is trained."""
        if value.borrowed and value.torch is None and value.children is None:
            if value.info is None:
                return UNSURE  # any module
            kinds = self._answers(replace(value, borrowed=False), depth, guard)
            return kinds if True in kinds else UNSURE  # perhaps one of a subclass, which has more
        keeps = value.known_state
        if keeps is False or (value.torch is not None and holds_nothing(value.torch)):
            return False, False, False
        if value.children is not None:
            inner = [
                self._item_answers(o.value, bool(o.guard or e.guard - guard), depth, guard | e.guard)
                for e in value.children.entries
                for o in values.options(e.value)
            ]
            return any_of(inner, value.children.exact)
        if value.info is not None:
            state = self.world.summary(value.info)
            if state is None or not depth:
                return None, None, None
            rows = [row for row in Rows(self.world, state, depth - 1).of_instance() if "." not in row.name]
            return any_of(
                [(None, None, None) if row.conditional else (row.saved, row.moved, row.trained) for row in rows],
                not state.opaque,
            )
        return keeps, keeps, torch_trains(value) if not value.borrowed else None

    def _item_answers(self, item: Value, conditional: bool, depth: int, guard: Guard) -> tuple[Answer, Answer, Answer]:
        if isinstance(item, Module) and depth and not conditional:
            return self._answers(item, depth - 1, guard)
        return (True, True, item.grad) if isinstance(item, Parameter) and not conditional else (None, None, None)

    def _children(self, name: str, module: Module, guard: Guard = ALWAYS, depth: int = MOST_DEPTH) -> Iterator[Row]:
        """The rows of what an nn.ModuleList, ModuleDict, ParameterList, … contains, which is there under a guard."""
        if module.children is None or depth == 0:
            return
        seen: set[str] = set()
        for number, entry in enumerate(module.children.entries):
            inner = f"{name}.{key_of(entry, number, module.children)}"
            for option in values.options(entry.value):
                shown = self._child(name, option.value, guard | entry.guard)
                if "." in inner.removeprefix(f"{name}."):
                    shown = replace(UNKNOWN, what=f"{named(option.value)}, not registered")
                row = Row(
                    inner,
                    shown.kind,
                    shown.what,
                    shown.saved,
                    shown.moved,
                    shown.trained,
                    conditional=bool(option.guard or entry.guard - guard),
                )
                if repr(row) not in seen:
                    seen.add(repr(row))
                    yield row
                if isinstance(option.value, Module):
                    yield from self._children(inner, option.value, guard | entry.guard, depth - 1)

    def _child(self, name: str, value: Value, guard: Guard) -> Shown:
        if isinstance(value, Module):
            return self._module(name, value, guard=guard)
        if isinstance(value, Parameter):
            return self._parameter(name, value)
        return UNKNOWN

    def _plain_attribute(self, name: str, value: Value, guard: Guard, serial: int) -> Shown:
        """What a plain attribute holds: nothing that PyTorch sees."""
        if isinstance(value, Tensor):
            if value.borrowed:
                return Shown("unknown", "tensor or parameter, an argument", None, None, None)
            other = self.buffer_names.get(value)
            return Shown("tensor", f"tensor, the same as buffer '{other}'" if other not in (None, name) else
                         "tensor that requires grad" if value.grad else "tensor")
        if isinstance(value, Parameter):
            return Shown("tensor", "parameter")
        if isinstance(value, (Container, Holder)):
            return self._container(value, guard, serial)
        return Shown("plain", plain_text(value)) if not isinstance(value, (Unknown, Module)) else UNKNOWN

    def _container(self, value: Container | Holder, guard: Guard, serial: int) -> Shown:
        what = value.what if isinstance(value, Holder) else value.kind
        inside = list(leaves(value))
        lost = [
            leaf
            for leaf, entry, lone, among in inside
            if classify(leaf, self.known, serial, lone, guard | among | (entry.guard if entry is not None else ALWAYS))
            is not None
        ]
        if lost:
            return Shown("container", f"{what} of {', '.join(dict.fromkeys(map(named, lost)))}")
        kept = [(leaf, among) for leaf, _, _, among in inside if isinstance(leaf, (Module, Parameter))]
        if kept:
            text = f"{what} of {', '.join(dict.fromkeys(named(leaf) for leaf, _ in kept))}"
            if all(self.known.covers(leaf, guard | among) for leaf, among in kept):
                return Shown("plain", f"{text}, registered elsewhere")
            stateless = all(isinstance(leaf, Module) and leaf.inert for leaf, _ in kept)
            return Shown("plain", text) if stateless else Shown("container", f"{text}, not this module's own")
        unknown = any(isinstance(leaf, Unknown) for leaf, *_ in inside)
        exact = isinstance(value, Container) and value.exact and not unknown
        return (
            Shown("plain", what)
            if exact or isinstance(value, Holder)
            else Shown("unknown", f"{what} of ?", None, None, None)
        )


def any_of(inner: list[tuple[Answer, Answer, Answer]], exact: bool) -> tuple[Answer, Answer, Answer]:
    """Whether any of some things is saved, moved, trained; `exact`: there are no others."""
    def one(answers: list[Answer]) -> Answer:
        return True if True in answers else None if None in answers or not exact else False

    return one([i[0] for i in inner]), one([i[1] for i in inner]), one([i[2] for i in inner])


def inherited_order(row: Row) -> tuple[int, str]:
    """The order of what a base of torch.nn registers, of which no order is known: parameters first, weight before bias.
    """
    return (KINDS.index(row.kind), "" if row.name == "weight" else row.name) if row.line is None else (0, "")


def buffer(held: Held) -> Shown:
    """A name in the table of buffers."""
    value = held.value
    if isinstance(value, values.NoneValue):
        return Shown("buffer", "None, kept for a buffer")
    saved = value.persistent if isinstance(value, values.Buffer) else held.persistent
    what = "buffer, not persistent" if saved is False else "buffer"
    if isinstance(value, (Tensor, values.Buffer, Parameter)):
        return Shown("buffer", what, saved, True, False)
    return Shown("buffer", f"{what} or None", None if saved else saved, None, False)


def key_of(entry: Entry, number: int, children: Container) -> str:
    """The key of an item of a container, with `{i}` where it isn't known."""
    known = values.constant(entry.key) if entry.key is not None else values.MISSING
    if isinstance(known, (str, int)):
        return str(known)
    if isinstance(entry.key, values.Pattern):
        return entry.key.text
    if entry.key is not None:
        return "{key}"
    return str(number) if children.exact else "{i}"


def named(value: Value) -> str:
    """A tensor, parameter or module inside of a container, in words."""
    if isinstance(value, Module):
        return "nn.Module" if value.label == "Module" else value.label
    return "parameters" if isinstance(value, Parameter) else "tensors"


def plain_text(value: Value) -> str:
    """A value without state, in words."""
    if isinstance(value, values.NoneValue):
        return "None"
    if isinstance(value, values.Plain):
        return type(value.constant).__name__ if value.known else value.of or "plain value"
    if isinstance(value, values.Function):
        return f"function {value.info.name}"
    if isinstance(value, values.Class):
        return f"class {value.info.name}"
    return value.path.removeprefix("builtins.") if isinstance(value, values.Dotted) else "plain value"


def buffer_names(state: ModuleState) -> dict[Value, str]:
    """The tensors that are buffers, by identity, with their names."""
    return {held.value: name for name, entries in state.names.items() for held in entries
            if held.slot is not None and held.slot.holds(Place.BUFFERS) and isinstance(held.value, Tensor)}


def place_of(site: Site | None) -> tuple[int | None, str | None]:
    """The line and the file of a site."""
    if site is None:
        return None, None
    return site.position()[0], site.file.path if site.file is not None else None


def short(path: str) -> str:
    """A dotted name of torch.nn as people write it."""
    found = canonical(path)
    return f"nn.{found.rpartition('.')[2]}" if found.startswith("torch.nn.") else found


# --- what isn't sure, and what goes wrong


def notes_on(state: ModuleState) -> list[str]:
    """What can't be told of a class, and what its construction runs into."""
    notes: list[str] = []
    unknown = [short(c) if c is not None else "a base that can't be told" for c in state.cls.mro
               if not isinstance(c, ClassInfo) and (c is None or (canonical(c) != MODULE and torch_module(c) is None))
               and c not in ("builtins.object", "abc.ABC", "typing.Generic")]
    if state.opaque:
        whose = ", ".join(dict.fromkeys(unknown)) or "code that can't be followed"
        notes.append(f"there may be more names: {whose} may add some")
    if state.own_setattr:
        notes.append("its own __setattr__ decides where names go")
    for event in state.events:
        note = ""
        if isinstance(event, (Clash, InvalidName)):
            line, _ = place_of(event.site)
            note = f"line {line} raises {event.raised.error}: {unescaped(event.raised.message)}"
        elif isinstance(event, BadParameter) and event.inplace is None:
            line, _ = place_of(event.site)
            note = f"line {line} raises RuntimeError: only tensors of floating point can require gradients"
        if note and note not in notes:
            notes.append(note)
    return notes


def unescaped(message: str) -> str:
    """A message without the backslashes that `str` of a KeyError puts before quotes."""
    return message.replace("\\'", "'")
