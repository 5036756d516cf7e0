"""What one run over a file knows of the classes that aren't the one under construction."""
from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import MODULE, ClassInfo, functions_of
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.config import Config
from flake8_torchstate.model import guards, values
from flake8_torchstate.model.copies import Copies
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.registry import Place
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import (
    Class, Container, Function, Module, NoneValue, Parameter, Plain, Tensor, Unknown, Value)
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.functions import call_function
from flake8_torchstate.run.inquiries import Inquiries, Topic
from flake8_torchstate.run.kinds import LAYER, NONE, ODD, PLAIN
from flake8_torchstate.run.language import LANGUAGE
from flake8_torchstate.run.limits import MOST_SUMMARY_STEPS
from flake8_torchstate.run.machine import Arguments, Machine, TooMuch
from flake8_torchstate.run.memory import Memory
from flake8_torchstate.run.methods import numbers_in
from flake8_torchstate.run.quiet import says_little


LOSS = "torch.nn.modules.loss._Loss"
"""What losses derive from: what one keeps of its arguments are flags, and modules that somebody else has."""


class Summary(NamedTuple):
    """What constructing a class leaves, and the value that stood for the instance."""

    state: ModuleState
    instance: Value


class World:
    """What is known besides the class at hand: options, other classes, and what their construction leaves.

    States of other classes are shared: nothing that is given out of them is changed by who gets it.
    """

    def __init__(self, config: Config, project: Project) -> None:
        self.config = config
        self.project = project
        self._generation = project.generation
        self._inquiries = Inquiries()
        self._memory = Memory(self._inquiries)

    def begin(self) -> None:
        """Begin with a class: what was kept of files that have changed since is let go."""
        if self._generation != self.project.generation:
            self._inquiries = Inquiries()
            self._memory = Memory(self._inquiries)
            self._generation = self.project.generation
        self._inquiries.begin()

    def remember(
        self, machine: Machine, method: FunctionInfo, arguments: Arguments | None, run: Callable[[], object],
    ) -> None:
        """Run a constructor of the tree, or leave again what it left for another class that is like this one."""
        self._memory.construct(machine, method, arguments, run)

    def summary(self, info: ClassInfo) -> ModuleState | None:
        """What constructing a class of the tree leaves; None while it's being found out, or where it can't be."""
        found = self._summary(info)
        return found.state if found is not None else None

    def _summary(self, info: ClassInfo) -> Summary | None:
        return self._inquiries.ask(Topic("state", info, constructs=True), lambda: self._construct(info), None)

    def _construct(self, info: ClassInfo, given: Arguments | None = None) -> Summary | None:
        try:
            machine = construct(self, info, MOST_SUMMARY_STEPS, given)
        except TooMuch:
            return None
        return Summary(machine.state, machine.self_value)

    def given_by(self, method: FunctionInfo, cls: ClassInfo) -> int:
        """What a class method may give, as the screen asks, of arguments that only annotations and defaults tell of.

        Asked for while no class is under analysis, so that it's the same whoever asks first.
        """
        self.begin()
        machine = Machine(LANGUAGE, self, ModuleState(cls))
        machine.most = MOST_SUMMARY_STEPS
        try:
            value = call_function(machine, Function(method, Class(cls)), Arguments(open=True))
        except (TooMuch, RecursionError):
            return ODD
        finally:
            guards.forget()
        return functools.reduce(int.__or__, (kind_of(option.value, cls) for option in values.options(value)))

    def ran(self, info: ClassInfo) -> set[FunctionInfo]:
        """The functions that a class's own construction runs."""
        state = self.summary(info)
        return state.ran if state is not None else set()

    def keeps_state(self, info: ClassInfo) -> bool | None:
        """Whether an instance of a Module class holds parameters or buffers; None where that isn't known."""
        return self._inquiries.ask(Topic("keeps", info), lambda: self._keeps(info), None)

    def _keeps(self, info: ClassInfo) -> bool | None:
        """Look at what an instance registers, and at the other classes of which it reaches instances, each once."""
        reached, unknown = [info], False
        for cls in reached:
            state = self.summary(cls)
            if state is None:
                unknown = True
                continue
            held = [h for entries in state.names.values() for h in entries if state.alive(h)]
            parts = [part for h in held if h.registered for part in parts_of(h.value)]
            if True in parts:
                return True
            open_ended = state.opaque or bool(state.patterns) or any(h.slot is None for h in held)
            unknown = unknown or open_ended or None in parts
            reached += dict.fromkeys(part for part in parts if isinstance(part, ClassInfo) and part not in reached)
        return None if unknown else False

    def is_inert(self, info: ClassInfo, given: Arguments | None) -> bool:
        """Whether an instance of a Module class certainly holds nothing and does the same under train() and eval(): of
        one that is given constants alone, what its constructor makes of these.
        """
        topic = Topic("inert", info, given is not None, given.text() if given is not None else None)
        return self._inquiries.ask(topic, lambda: self._is_inert(info, given), False)

    def _is_inert(self, info: ClassInfo, given: Arguments | None) -> bool:
        made = self._summary(info) if given is None else self._construct(info, given)
        if made is None or made.state.opaque or made.state.patterns or any(map(depends_on_training, info.mro)):
            return False
        held = [h for entries in made.state.names.values() for h in entries if made.state.alive(h)]
        return all(
            h.bare or h.absent or isinstance(h.value, NoneValue) or isinstance(h.value, Module) and h.value.inert
            or is_number(h) or isinstance(h.value, Unknown) and (h.value.data or LOSS in info.mro) for h in held)

    def makes_parameters(self, info: ClassInfo) -> bool:
        """Whether a Module class's constructor certainly makes parameters that it isn't given."""
        return self._inquiries.ask(Topic("makes", info), lambda: self._makes(info), False)

    def _makes(self, info: ClassInfo) -> bool:
        reached = [info]
        for cls in reached:
            state = self.summary(cls)
            for entries in state.names.values() if state is not None else ():
                parts = [set(made_parts(h)) for h in entries if state is not None and state.alive(h)]
                if parts and all(True in made for made in parts):
                    return True
                if len(parts) == 1:
                    reached += [part for part in parts[0] if isinstance(part, ClassInfo) and part not in reached]
        return False

    def members(self, info: ClassInfo) -> dict[str, Value]:
        """What the constructor of a class that is no Module leaves on its instance."""
        summary = self._summary(info)
        if summary is None:
            return {}
        found: dict[str, Value] = {}
        for name, entries in summary.state.names.items():
            kept = [values.Option(h.guard, h.value) for h in entries if h.value is not None and summary.state.alive(h)]
            if kept:
                found[name] = values.choose(kept)
        # the object isn't the instance that its owner constructs; what is tied to its own run is of no use elsewhere
        copies = Copies([(summary.instance, Unknown())])
        found = {name: Unknown() for name in found} | copies.where_it_can(found)
        for container in (c for value in found.values() for c in values.within(value) if isinstance(c, Container)):
            for entry in container.entries:
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
            return Copies().where_it_can({name: replace(value, borrowed=False, made=None, members={})}).get(name)
        return None


def is_number(held: Held) -> bool:
    """Whether something held is an argument that torch.nn's layers take as a number."""
    function = held.site.function if held.site is not None else None
    return function is not None and isinstance(held.expression, ast.Name) and held.expression.id in numbers_in(function)


def depends_on_training(base: ClassInfo | str | None) -> bool:
    """Whether a class does something else under train() than under eval(), by its own code."""
    if isinstance(base, ClassInfo):
        return any({"training", "train", "eval"} & (m.outline.self_names | {m.name}) for m in functions_of(base))
    facts = knowledge.torch_module(base) if base is not None else None
    return facts is not None and facts.path != MODULE and facts.training_dependent


def kind_of(value: Value, cls: ClassInfo) -> int:
    """What a class method gave: a new instance of its class, nothing, or what isn't known and has nothing of torch."""
    if isinstance(value, Module):
        return LAYER if value.info is cls and value.made is not None and not value.borrowed else ODD
    if isinstance(value, NoneValue):
        return NONE
    carried = value.carries if isinstance(value, Unknown) else ()
    return PLAIN if isinstance(value, (Plain, Unknown)) and all(map(says_little, carried)) else ODD


def parts_of(value: Value | None) -> Iterator[ClassInfo | bool | None]:
    """What something registered consists of: classes of the tree, and of anything else whether it holds state."""
    if not isinstance(value, Module):
        yield None if value is None or isinstance(value, Unknown) else not isinstance(value, NoneValue)
    elif value.info is not None and value.describe is not None:
        yield value.info
    elif value.children is None or value.sized:
        yield value.known_state
    else:
        for option in (o for entry in value.children.entries for o in values.options(entry.value)):
            yield from parts_of(option.value) if isinstance(option.value, Module) else (None,)


def made_parts(held: Held) -> Iterator[ClassInfo | bool]:
    """Of something registered, what the constructor made itself: classes of the tree, if the rest has Parameters.
    """
    place = held.slot.place if held.slot is not None else None
    if isinstance(held.value, Parameter) and place is Place.PARAMETERS:
        yield held.value.made is not None or held.site is None  # a base of torch makes it
    elif isinstance(held.value, Module) and place is Place.MODULES:
        yield from made_within(held.value)


def made_within(module: Module) -> Iterator[ClassInfo | bool]:
    """The same of a module: one that was given, or is a part of something given, has no place where it was made."""
    if module.made is None or module.borrowed:
        return
    if module.info is not None and module.describe is not None:
        yield module.info
    elif module.children is not None and not module.sized:
        for child in module.children.values():
            yield from made_within(child) if isinstance(child, Module) else ()
    elif module.held is not None and module.torch is not None:
        yield not module.held.isdisjoint(module.torch.parameters)
    else:
        yield module.known_state is True


@functools.lru_cache(maxsize=4)
def world_of(config: Config, project: Project) -> World:
    """The one world that goes with a project and some options, for as long as they are in use."""
    return World(config, project)
