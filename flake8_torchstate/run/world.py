"""What one run over a file knows of the classes that aren't the one under construction."""
from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.source import Cache
from flake8_torchstate.config import Config
from flake8_torchstate.model import values
from flake8_torchstate.model.copies import Copies
from flake8_torchstate.model.registry import Place
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Container, Module, Parameter, Tensor, Unknown, Value
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.limits import (
    MOST_CONSTRUCTED, MOST_KEPT_SUMMARIES, MOST_NESTED_SUMMARIES, MOST_SUMMARIES, MOST_SUMMARY_STEPS)
from flake8_torchstate.run.machine import Arguments, Machine, TooMuch
from flake8_torchstate.run.memory import Memory


@dataclass(frozen=True)
class Summary:
    """What constructing a class leaves; None where it can't be followed."""

    state: ModuleState | None


@dataclass
class Inquiry:
    """A class that is being constructed to answer a question (None: the one under analysis), and what it has asked."""

    about: ClassInfo | None
    answers: dict[ClassInfo, Summary] = field(default_factory=dict)


class World:
    """What is known besides the class at hand: options, other classes, and what their construction leaves.

    What is known of a class is the same whoever asks first: what was found out while one of its parts was still being found
    out is good for that question only.
    """

    def __init__(self, config: Config, project: Project) -> None:
        self.config = config
        self.project = project
        self._generation = project.generation
        self._memory = Memory()
        self._summaries: Cache[ClassInfo, Summary] = Cache(MOST_KEPT_SUMMARIES)
        self._open: list[Inquiry] = [Inquiry(None)]
        self._unsure = 0
        self._constructed = 0

    def begin(self) -> None:
        """Begin with a class: what was kept of files that have changed since is let go."""
        self._open = [Inquiry(None)]
        self._constructed = 0
        if self._generation != self.project.generation:
            self._memory, self._summaries = Memory(), Cache(MOST_KEPT_SUMMARIES)
            self._generation = self.project.generation

    def remember(self, machine: Machine, method: FunctionInfo, arguments: Arguments | None, run: Callable[[], object]) -> None:
        """Run a constructor of the tree, or leave again what it left for another class that is like this one."""
        self._memory.construct(machine, method, arguments, run)

    def summary(self, info: ClassInfo) -> ModuleState | None:
        """What constructing a class of the tree leaves; None while it's being found out, or where it can't be."""
        asked = self._open[-1].answers
        if any(inquiry.about is info for inquiry in self._open) or len(self._open) > MOST_NESTED_SUMMARIES:
            self._unsure += 1
            return None
        if info not in asked:
            if len(asked) >= MOST_SUMMARIES or self._constructed >= MOST_CONSTRUCTED:
                return None
            asked[info] = self._summaries.get(info) or self._find_out(info)
        return asked[info].state

    def _find_out(self, info: ClassInfo) -> Summary:
        """Construct a class; what that leaves is kept where nothing in it was cut short."""
        unsure = self._unsure
        self._constructed += 1
        self._open.append(Inquiry(info))
        try:
            found = Summary(construct(self, info, MOST_SUMMARY_STEPS).state)
        except (RecursionError, TooMuch):
            found = Summary(None)
        finally:
            self._open.pop()
        if self._unsure == unsure:
            self._summaries.put(info, found)
        return found

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
        found |= Copies().where_it_can(found)
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
