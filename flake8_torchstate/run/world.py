"""What one run over a file knows of the classes that aren't the one under construction."""
from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.config import Config
from flake8_torchstate.model import values
from flake8_torchstate.model.registry import Place
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Container, Module, Parameter, Tensor, Unknown, Value
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.limits import MOST_SUMMARIES, MOST_SUMMARY_STEPS
from flake8_torchstate.run.machine import Arguments, Machine, TooMuch
from flake8_torchstate.run.memory import Memory


class World:
    """What one run over a file knows besides the class at hand: options, other classes, their summaries."""

    def __init__(self, config: Config, project: Project) -> None:
        self.config = config
        self.project = project
        self._memory = Memory()
        self._generation = project.generation
        self._summaries: dict[ClassInfo, ModuleState | None] = {}

    def begin(self) -> None:
        """Begin with a class: what was kept of files that have changed since is let go."""
        if self._generation != self.project.generation:
            self._memory, self._summaries = Memory(), {}
            self._generation = self.project.generation

    def remember(self, machine: Machine, method: FunctionInfo, arguments: Arguments | None, run: Callable[[], object]) -> None:
        """Run a constructor of the tree, or leave again what it left for another class that is like this one."""
        self._memory.construct(machine, method, arguments, run)

    def summary(self, info: ClassInfo) -> ModuleState | None:
        """What constructing a class of the tree leaves; None while it's being found out, or where it can't be."""
        if info not in self._summaries:
            self._summaries[info] = None
            if len(self._summaries) <= MOST_SUMMARIES:
                try:
                    self._summaries[info] = construct(self, info, MOST_SUMMARY_STEPS).state
                except (RecursionError, TooMuch):
                    pass
        return self._summaries[info]

    def ran(self, info: ClassInfo) -> set[FunctionInfo]:
        """The functions that a class's own construction runs."""
        state = self.summary(info)
        return state.ran if state is not None else set()

    def keeps_state(self, info: ClassInfo) -> bool | None:
        """Whether an instance of a Module class holds parameters or buffers; None where that isn't known."""
        state = self.summary(info)
        if state is None:
            return None
        held = [h for entries in state.names.values() for h in entries if state.alive(h)]
        if any(h.registered and keeps(h.value) is True for h in held):
            return True
        unknown = state.opaque or state.patterns or any(h.slot is None or (h.registered and keeps(h.value) is None) for h in held)
        return None if unknown else False

    def members(self, info: ClassInfo) -> dict[str, Value]:
        """What the constructor of a class that is no Module leaves on its instance."""
        state = self.summary(info)
        if state is None:
            return {}
        found: dict[str, Value] = {}
        for name, entries in state.names.items():
            kept = [values.Option(h.guard, h.value) for h in entries if h.value is not None and state.alive(h)]
            if kept:
                found[name] = values.choose(kept)
        for entry in (e for v in found.values() for c in values.within(v) if isinstance(c, Container) for e in c.entries):
            entry.site = None  # to the one that holds the object, its items were there from the start
        return found

    def member(self, info: ClassInfo, name: str) -> Value | None:
        """What an instance of a Module class certainly holds under a name."""
        state = self.summary(info)
        held = state.names.get(name, []) if state is not None else []
        if len(held) != 1 or not held[0].registered:
            return None
        value = held[0].value
        place = held[0].slot.place if held[0].slot is not None else None
        if isinstance(value, Parameter) and place is Place.PARAMETERS:
            return Parameter(grad=value.grad, fresh=False, dtype=value.dtype)
        if isinstance(value, Tensor) and place is Place.BUFFERS:
            return Tensor(grad=False, dtype=value.dtype)
        if isinstance(value, Module):
            return replace(value, borrowed=False, made=None, members={})
        return None


def keeps(value: Value | None) -> bool | None:
    """Whether something registered holds state itself; None where that isn't known."""
    if isinstance(value, Module):
        return value.known_state
    return None if value is None or isinstance(value, Unknown) else not isinstance(value, values.NoneValue)


@functools.lru_cache(maxsize=4)
def world_of(config: Config, project: Project) -> World:
    """The one world that goes with a project and some options, for as long as they are in use."""
    return World(config, project)
