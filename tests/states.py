"""A constructed module in words, the same for each run over the same code: what a name holds, under which conditions.

Values and the subjects of conditions are numbered in the order in which they are met, so that two runs can be compared
though none of their objects is the same.
"""
from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from dataclasses import fields
from typing import Any

from flake8_torchstate.model.guards import Guard, Literal, Path, by_rank
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.values import Entry, Option, Value, fixed
from flake8_torchstate.run.machine import Machine

LEFT_OUT = ("key", "describe", "is_inert", "supply", "call", "closure")


class Words:
    """Says what a construction left; the same number stands for the same value throughout."""

    def __init__(self) -> None:
        self._values: dict[Value, int] = {}
        self._subjects: dict[int, int] = {}

    def of(self, machine: Machine) -> Iterator[str]:
        """What a construction left, a line each."""
        state = machine.state
        for name, entries in state.names.items():
            yield from (f"{name}: {self.held(held)}" for held in entries)
        yield from (f"{self.value(name)}: {self.held(held)}" for name, held in state.patterns)
        for write in state.written:
            yield f"written {write.name} {write.operation} {self.value(write.value)} {place(write.site)}"
        yield from (f"{type(event).__name__} {place(event.site)}" for event in state.events)
        yield f"exits {self.said(state.exits)}, dead {self.said(state.dead)}, samples {self.said(state.samples)}"
        hidden = f"{sorted(state.hidden)} {sorted(state.vague)}"
        yield f"initialised {self.said(state.initialised)}, hidden {hidden}, serial {state.serial}"
        yield f"opaque {state.opaque}, own __setattr__ {state.own_setattr}, assumed {state.assume_initialised}"
        yield f"escaped {sorted(self._number(value) for value in state.escaped)}"
        yield f"ran {sorted((ran.source.path, ran.at.lineno) for ran in state.ran)}, steps {machine.steps}"

    def held(self, held: Held) -> str:
        """What a name holds under a condition."""
        first = f" first ({self.held(held.first)})" if held.first is not None else ""
        return (f"{self.guard(held.guard)} {held.slot} {self.value(held.value)} {place(held.site)} {held.operation} "
                f"{held.read} {held.serial} {held.early} {held.untold} {held.persistent}{first}")

    def guard(self, guard: Guard) -> str:
        """A condition."""
        return " & ".join(map(self.literal, sorted(guard, key=by_rank))) or "always"

    def literal(self, literal: Literal) -> str:
        """One part of a condition."""
        return f"{'' if literal.positive else 'not '}{self.key(literal.subject)} is {literal.constant!r}"

    def key(self, key: Hashable) -> str:
        """What a condition is about."""
        if isinstance(key, int) and not isinstance(key, bool):
            return f"subject {self._subjects.setdefault(key, len(self._subjects))}"
        if isinstance(key, tuple):
            return f"({', '.join(map(self.key, key))})"
        if isinstance(key, str) and key.startswith("["):  # the keys of a call's arguments
            return self.key(tuple(ast.literal_eval(key)))
        return self.said(key)

    def value(self, value: Value | None) -> str:
        """A value: in full where it's met for the first time, by its number from then on."""
        if value is None or fixed(value) or value in self._values:
            return "nothing" if value is None else str(value) if fixed(value) else self._number(value)
        number = self._values[value] = len(self._values)
        names = [part.name for part in fields(value) if part.name not in LEFT_OUT]
        parts = [f"{name}={self.said(getattr(value, name))}" for name in names]
        return f"{type(value).__name__} {number} {self.key(value.key)} ({', '.join(parts)})"

    def _number(self, value: Value) -> str:
        return f"value {self._values[value]}" if value in self._values else type(value).__name__

    def said(self, thing: Any) -> str:
        """Anything that a value or a state is made of."""
        if isinstance(thing, Value):
            return self.value(thing)
        if isinstance(thing, Literal):
            return self.literal(thing)
        if isinstance(thing, frozenset) and all(isinstance(part, Literal) for part in thing):
            return self.guard(thing)
        if isinstance(thing, Path):
            return f"<{self.said(thing.guard)}, {self.said(thing.excluded)}>"
        if isinstance(thing, Option):
            return f"<{self.said(thing.guard)}, {self.said(thing.value)}>"
        if isinstance(thing, Entry):
            return f"<{', '.join(self.said(getattr(thing, part.name)) for part in fields(thing))}>"
        if isinstance(thing, dict):
            return f"{{{', '.join(f'{self.key(key)}: {self.said(value)}' for key, value in thing.items())}}}"
        if isinstance(thing, (set, frozenset)):
            return f"{{{', '.join(sorted(map(self.said, thing)))}}}"
        if isinstance(thing, (list, tuple)):
            return f"[{', '.join(map(self.said, thing))}]"
        return named(thing)


def named(thing: object) -> str:
    """Something that isn't made of values."""
    if isinstance(thing, Site):
        return place(thing)
    if isinstance(thing, ast.AST):
        return f"{type(thing).__name__} in line {getattr(thing, 'lineno', 0)}"
    return str(getattr(thing, "name", thing))


def place(site: Site | None) -> str:
    """Where something stands."""
    if site is None:
        return "nowhere"
    owner, function = (part.name if part is not None else "-" for part in (site.owner, site.function))
    return f"{site.file.path}:{site.position()} {owner}.{function}"
