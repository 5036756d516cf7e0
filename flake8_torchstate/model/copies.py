"""Copies of values that stand for another object of the same making: what one construction left, for another one.

Constants, None, classes and dotted names are shared; everything that can change is copied once, so that what was one
value stays one value.  Conditions keep their subjects.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from flake8_torchstate.model.events import Held
from flake8_torchstate.model.values import (
    Choice, Container, Function, Holder, Method, Module, Option, Parameter, Unknown, Value, fixed)

K = TypeVar("K")


class NotCopyable(Exception):
    """A value that is tied to the run that made it, such as a lambda."""


def shallow(value: Value) -> Value:
    """Another value that holds the same; `copy.copy` takes several times as long."""
    made: Value = object.__new__(type(value))
    made.__dict__.update(value.__dict__)
    return made


class Copies:
    """Copies of some values; `known` are those for which another value stands already."""

    def __init__(self, known: Iterable[tuple[Value, Value]] = ()) -> None:
        self.made: dict[Value, Value] = dict(known)
        self._held: dict[Held, Held] = {}

    def of(self, value: Value) -> Value:
        """The copy of a value.  Raises NotCopyable."""
        if fixed(value):
            return value
        found = self.made.get(value)
        if found is None:
            found = self.made[value] = shallow(value)
            self._fill(found)
        return found

    def where_it_can(self, values: dict[K, Value]) -> dict[K, Value]:
        """The copies of those values that can be copied."""
        found: dict[K, Value] = {}
        for name, value in values.items():
            before = len(self.made)
            try:
                found[name] = self.of(value)
            except NotCopyable:
                for half in list(self.made)[before:]:
                    del self.made[half]
        return found

    def _fill(self, made: Value) -> None:
        """Copy what a new copy still shares with the value that it was made of."""
        if isinstance(made, Unknown):
            made.carries = tuple(map(self.of, made.carries))
            made.members = {name: self.of(member) for name, member in made.members.items()}
        elif isinstance(made, Container):
            made.entries = [replace(e, value=self.of(e.value), key=self.of(e.key) if e.key is not None else None)
                            for e in made.entries]
            made.factory = self.of(made.factory) if made.factory is not None else None
        elif isinstance(made, Module):
            made.children = self._container(made.children)
            made.members = {name: self.of(member) for name, member in made.members.items()}
            made.one_of = self.of(made.one_of) if made.one_of is not None else None
        elif isinstance(made, Parameter):
            made.one_of = self.of(made.one_of) if made.one_of is not None else None
        elif isinstance(made, Holder):
            if made.call is not None:
                raise NotCopyable
            made.held = tuple(map(self.of, made.held))
            made.members = {name: self.of(member) for name, member in made.members.items()}
        elif isinstance(made, Choice):
            made.options = tuple(Option(o.guard, self.of(o.value)) for o in made.options)
        elif isinstance(made, Function):
            if made.closure is not None:
                raise NotCopyable
            made.bound = self.of(made.bound) if made.bound is not None else None
        elif isinstance(made, Method):
            made.owner = self.of(made.owner)

    def _container(self, value: Container | None) -> Container | None:
        made = self.of(value) if value is not None else None
        return made if isinstance(made, Container) else None

    def held(self, held: Held) -> Held:
        """The copy of what a name holds."""
        if held not in self._held:
            made = self._held[held] = held.under(held.guard)
            made.value = self.of(held.value) if held.value is not None else None
            made.first = self.held(held.first) if held.first is not None else None
        return self._held[held]
