"""What is lost when construction is over: the reading of a ModuleState that the rules share.

A tensor that is a plain attribute, and tensors, Parameters and Modules inside of what PyTorch doesn't look into.
"""
from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Optional

from flake8_torchstate.model import values
from flake8_torchstate.model.guards import ALWAYS, Guard, Path, choices, consistent, left_over
from flake8_torchstate.model.registry import Operation, Place
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.events import Clash, ClassBodyValue, Held
from flake8_torchstate.model.state import ModuleState, reached
from flake8_torchstate.model.values import (
    Choice, Container, Entry, Holder, Module, Parameter, Plain, Tensor, Unknown, Value)

MOST_NESTING = 6
MOST_GENERATIONS = 3


class LostTensor(NamedTuple):
    """A tensor that stays a plain attribute.  `later` is a registration of the same name that raises.

    first: what the name held before, which keeps a registration from taking it; early: nn.Module.__init__ hadn't run;
    twin: the buffer that is the same tensor, as `self.name`, be it registered before (`alias`) or after; guard: under
    which it's lost.
    """

    name: str
    value: Tensor
    site: Site
    expression: ast.expr | None
    alias: bool = False
    later: Clash | None = None
    in_class_body: bool = False
    first: Held | None = None
    early: bool = False
    twin: str = ""
    guard: Guard = ALWAYS


class LostItems(NamedTuple):
    """What one statement puts where PyTorch doesn't look: `kind` says which of its values weighs most.

    made: the statement that gives the name the container, and its expression: where `added`, another one; twin: the
    buffer that is kept in it, as `self.name`.
    """

    name: str
    kind: str
    holder: Container | Holder | None
    site: Site
    expression: ast.expr | None
    value: Value
    added: bool = False
    in_class_body: bool = False
    early: bool = False
    made: tuple[Site, ast.expr | None] | None = None
    twin: str = ""


class Known(NamedTuple):
    """What the tables of a module reach: under which guards, and buffers with the moment of their registration.

    paths: how each buffer is read, as `self.name`, where that is known.
    """

    registered: dict[Value, list[Guard]]
    buffers: dict[Value, int]
    exits: list[Path]
    paths: dict[Value, str]

    def covers(self, value: Value, guard: Guard, depth: int = MOST_GENERATIONS) -> bool:
        """Whether a value is registered wherever the guard holds, or each of the children that a container of torch's
        was given.
        """
        among = value.one_of if isinstance(value, (Module, Parameter)) else None
        rest = left_over(
            guard, [*self.registered.get(value, ()), *(self.registered.get(among, ()) if among is not None else ())]
        )
        if not any(path.meets(part) for part in rest for path in self.exits):
            return True
        items = value.children.entries if depth and isinstance(value, Module) and value.children is not None else []
        given = [part for entry in items for part in values.spread(entry.value, into_no_module, MOST_GENERATIONS)]
        for kind in (Module, Unknown):  # of what isn't known it's asked only where nothing else is there
            children = [part for part in given if isinstance(part, kind)]
            if children:
                return all(self.covers(child, guard, depth - 1) for child in children)
        return False


def into_no_module(value: Value) -> Iterable[Value]:
    """What is reached from a value in one step, but for what a Module has."""
    return () if isinstance(value, Module) else reached(value)


def known_of(state: ModuleState) -> Known:
    """Gather what is registered."""
    buffers: dict[Value, int] = {}
    paths: dict[Value, str] = {}
    for name, held in ((n, h) for n, entries in state.names.items() for h in entries):
        value = held.value
        if held.slot is not None and held.slot.holds(Place.BUFFERS) and isinstance(value, Tensor):
            buffers.setdefault(value, held.serial)
            paths.setdefault(value, f"self.{name}")
        if isinstance(value, Module):
            buffers.update({v: 0 for v in child_buffers(value)})
            paths.update({v: f"self.{name}.{inner}" for inner, v in own_buffers(value)})
    for _, held in state.patterns:
        if held.operation is Operation.REGISTER_BUFFER and isinstance(held.value, Tensor):
            buffers.setdefault(held.value, held.serial)
    return Known(state.registered_guards(), buffers, state.exits, paths)


def child_buffers(module: Module) -> Iterator[Tensor]:
    """The buffers of a child that the code has read, and of its children."""
    for each in values.spread(module, child_modules, MOST_GENERATIONS):
        assert isinstance(each, Module)
        yield from (value for _, value in own_buffers(each))


def own_buffers(module: Module) -> Iterator[tuple[str, Tensor]]:
    """The buffers of a module that the code has read, by name."""
    for name, value in module.members.items():
        if isinstance(value, Tensor) and (module.torch is None or name in module.torch.buffers):
            yield name, value


def child_modules(value: Value) -> Iterator[Value]:
    """The Modules that the code has read as attributes of one."""
    if isinstance(value, Module):
        yield from (v for v in value.members.values() if isinstance(v, Module))


def lost_tensors(state: ModuleState) -> Iterator[LostTensor]:
    """Tensors that are plain attributes when construction is over."""
    known = known_of(state)
    for name, held in bare(state):
        if isinstance(held.value, Tensor) and name in state.saved and held.value.grad is not True:
            continue
        if isinstance(held.value, Tensor) and held.site is not None and not (
                state.moves_all or is_number_for_number(state, name, held)):
            alias = known.buffers.get(held.value, held.serial) < held.serial
            site = held.value.spoiled or held.site
            yield LostTensor(
                name, held.value, site, held.expression, alias, first=held.first, early=held.early,
                twin=known.paths.get(held.value, ""), guard=held.guard)
    for event in state.events:
        if isinstance(event, Clash) and event.raised.error == "KeyError":
            earlier = event.earlier
            if earlier.bare and isinstance(earlier.value, Tensor) and earlier.site is not None:
                yield LostTensor(event.name, earlier.value, earlier.site, earlier.expression, later=event)
        elif isinstance(event, ClassBodyValue) and isinstance(event.value, Tensor):
            yield LostTensor(event.name, event.value, event.site, event.expression, in_class_body=True)


def is_number_for_number(state: ModuleState, name: str, held: Held) -> bool:
    """Whether a statement gives a tensor only where something that isn't known is one, and a number where it's none."""
    asked = any(part.positive and isinstance(part.subject, tuple) and part.subject[::2] == ("isinstance", "tensor")
                for part in held.guard)
    return asked and any(
        isinstance(option.value, Plain) for write in state.written if write.name == name and write.site is held.site
        for option in values.options(write.value))


def bare(state: ModuleState) -> Iterator[tuple[str, Held]]:
    """Every name with what it holds as a plain attribute when construction is over."""
    if state.own_setattr:
        return
    for name, entries in state.names.items():
        if name in state.hidden or name in state.moved:
            continue
        for held in entries:
            if held.bare and state.alive(held):
                yield name, held
    texts = {name.key if not isinstance(name, values.Pattern) else name.text
             for name, held in state.patterns if held.registered}
    for name_value, held in state.patterns:
        key = name_value.text if isinstance(name_value, values.Pattern) else name_value.key
        if held.bare and state.alive(held) and key not in texts and not state.moves_all:
            yield name_value.text if isinstance(name_value, values.Pattern) else "…", held


def lost_items(state: ModuleState) -> Iterator[LostItems]:
    """Tensors, Parameters and Modules inside of containers and other objects on self."""
    known = known_of(state)
    for name, held in bare(state):
        lazy = isinstance(held.value, Container) and held.value.kind == "generator"
        # an object can't be registered: where moving the module makes it anew, nothing is left to do
        anew = isinstance(held.value, Holder) and name in state.rebuilt
        if isinstance(held.value, (Container, Holder)) and held.site is not None and not lazy and not anew:
            for lost in items_at_sites(name, held.value, held.site, held.expression, known, held.serial, held.guard):
                seen_to = name in state.saved and lost.kind != "parameters"
                if not seen_to and (not state.moves_all or lost.kind not in ("tensors", "alias")):
                    yield lost._replace(early=held.early and not lost.added)
    for event in state.events:
        if isinstance(event, ClassBodyValue) and not isinstance(event.value, Tensor):
            kind = classify(event.value, known, 0, False, ALWAYS) if event.value not in known.registered else None
            if isinstance(event.value, (Parameter, Module)) and kind is not None:
                yield LostItems(event.name, kind, None, event.site, event.expression, event.value, in_class_body=True)
            elif isinstance(event.value, (Container, Holder)):
                yield from items_at_sites(event.name, event.value, event.site, event.expression, known, 0, ALWAYS, True)


RANK = ("alias", "tensors", "modules", "parameters")


def items_at_sites(name: str, holder: Container | Holder, site: Site, expression: ast.expr | None, known: Known,
                   serial: int, guard: Guard, in_class_body: bool = False) -> Iterator[LostItems]:
    """What each statement has put into one container, by the kind that weighs most."""
    best: dict[ast.stmt | None, LostItems] = {}
    for leaf, entry, lone, among in leaves(holder):
        where = entry.site if entry is not None and entry.site is not None else site
        inside = guard | among | (entry.guard if entry is not None else ALWAYS)
        if not consistent(guard, among):
            continue
        kind = classify(leaf, known, serial, lone or isinstance(holder, Holder), inside)
        if kind is None or in_class_body and leaf in known.registered:
            continue  # what is an argument's default is registered where it's used
        key = where.node
        added = where is not site
        text = entry.expression if added and entry is not None else expression
        if key not in best or RANK.index(kind) > RANK.index(best[key].kind):
            best[key] = LostItems(
                name, kind, holder, where, text, leaf, added, in_class_body, made=(site, expression),
                twin=known.paths.get(leaf, ""))
    yield from best.values()


def classify(value: Value, known: Known, serial: int, lone: bool, guard: Guard) -> str | None:
    """The kind of a value that is lost inside of something; None where nothing is lost.

    `lone`: it's alone in its list, or something closes over it; a borrowed one is then hidden on purpose.
    """
    if isinstance(value, Tensor):
        return "alias" if value in known.buffers and known.buffers[value] <= serial else "tensors"
    if known.covers(value, guard):
        return None
    if isinstance(value, Parameter):
        return None if lone and not value.fresh and value.made is None else "parameters"
    if isinstance(value, Module):
        return None if value.inert or (lone and value.borrowed) else "modules"
    return None


Leaf = tuple[Value, Optional[Entry], bool, Guard]
Seen = dict[tuple[Value, Optional[Entry]], int]
"""How many containers deep it was looked into a container from an entry."""


def leaves(holder: Value, entry: Entry | None = None, depth: int = MOST_NESTING,
           seen: Seen | None = None, among: Guard = ALWAYS) -> Iterator[Leaf]:
    """The values inside of a container or object, with the outermost entry that a statement put in later, and the
    guard under which it's this one of several.
    """
    seen = {} if seen is None else seen
    if depth <= seen.get((holder, entry), 0):
        return  # one list may stand in many places, and in itself
    seen[holder, entry] = depth
    if isinstance(holder, Container):
        lone = holder.exact and len(holder.entries) == 1 and not holder.borrowed
        for inner in holder.entries:
            outer = inner if inner.site is not None else entry
            others = (Holder, Unknown) if choices(inner.guard) else Holder
            among_objects = any(isinstance(o.value, others) and not o.guard for o in values.options(inner.value))
            for option in values.options(inner.value):
                if isinstance(option.value, Tensor) and only_if_passed(option):
                    continue
                if isinstance(option.value, Module) and among_objects and not option.guard:
                    continue  # which of them it is, a test has said that can't be followed
                yield from leaf(option, outer or inner, lone, depth, seen, among)
    elif isinstance(holder, Holder):
        for value in holder.contents():
            for option in values.options(value):
                yield from leaf(option, entry, True, depth, seen, among)


def only_if_passed(option: values.Option) -> bool:
    """Whether a tensor is there only where the caller gives an argument that is None by default."""
    return any(not literal.positive and isinstance(literal.subject, tuple) and literal.subject[0] == "default"
               for literal in option.guard)


def leaf(option: values.Option, entry: Entry | None, lone: bool, depth: int, seen: Seen,
         among: Guard) -> Iterator[Leaf]:
    """One value, or what is inside of it."""
    value, among = option.value, among | option.guard
    if isinstance(value, (Container, Holder)):
        tells = entry is not None and (entry.site is not None or entry.guard)
        yield from leaves(value, entry if tells else None, depth - 1, seen, among)
    elif not isinstance(value, Choice):
        yield value, entry, lone, among
