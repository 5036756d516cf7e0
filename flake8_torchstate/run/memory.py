"""What constructing a base leaves, kept for its next subclass.

A constructor of the tree that runs first of all, on an instance that has nothing yet, does the same for each class that
gives the same answers to all that it asks of the class: its own attributes, methods and order of bases.  What it left,
what it was given and what it asked are kept; for the next class the answers are compared, and what was left is copied.
Nothing may hang on whether it ran or was done again: in both cases it counts its own steps and questions.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.model.copies import Copies, NotCopyable
from flake8_torchstate.model.guards import Path
from flake8_torchstate.model.questions import Question
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Container, Function, NoneValue, Plain, Unknown, Value, fixed
from flake8_torchstate.run.inquiries import Costs, Inquiries
from flake8_torchstate.run.limits import MOST_KEPT_RUNS
from flake8_torchstate.run.machine import Arguments, Machine


@dataclass
class Run:
    """One run of a constructor: the questions that it asked with their answers, and what it left.

    given: what the values that it was given had become, in the order of `Given.values`.
    """

    asked: dict[Question, Hashable]
    instance: Value
    given: list[Value]
    steps: int
    path: Path | None
    gone: list[tuple[Path, str]]
    ran: set[FunctionInfo]
    stored: set[Value]
    globals: dict[tuple[Hashable, str], Value]
    left: ModuleState
    costs: Costs

    def fits(self, cls: ClassInfo) -> bool:
        """Whether a class answers as the one did for which it ran."""
        return all(question.answer(cls) == known for question, known in self.asked.items())


@dataclass
class Memory:
    """The runs that are kept, by the constructor and what it was given."""

    inquiries: Inquiries
    runs: dict[Hashable, list[Run]] = field(default_factory=dict)

    def construct(
        self, machine: Machine, method: FunctionInfo, arguments: Arguments | None, run: Callable[[], object],
    ) -> None:
        """Run a constructor, or do again what it did for a class that is the same in all that it asks."""
        given = Given()
        kind = given.call(arguments) if method.owner is not machine.state.cls and is_fresh(machine) else None
        if kind is None:
            run()
            return
        kept = self.runs.setdefault((method, kind, surroundings(machine)), [])
        known = next((r for r in kept if r.fits(machine.state.cls) and self.inquiries.affords(r.costs)), None)
        before, machine.steps = machine.steps, 0
        if known is not None:
            self.inquiries.charge(known.costs)
            for question in known.asked:
                machine.state.ask(question)
            again(machine, known, list(given.values))
        else:
            made = self.record(machine, list(given.values), run)
            if made is not None and len(kept) < MOST_KEPT_RUNS:
                kept.append(made)
        machine.steps += before - 1
        machine.count()

    def record(self, machine: Machine, given: list[Value], run: Callable[[], object]) -> Run | None:
        """Run a constructor; what it left, where that can be copied."""
        state = machine.state
        known = set(machine.globals)
        containers = [value for value in given if isinstance(value, Container)]
        entries = [list(container.entries) for container in containers]
        ran, machine.traces.ran = machine.traces.ran, set()
        outer, state.asked = state.asked, {}
        try:
            answer = self.inquiries.apart(run)
        finally:
            asked, state.asked = state.asked, outer
            for question in asked:
                state.ask(question)
            mine, machine.traces.ran = machine.traces.ran, ran | machine.traces.ran
        if answer.cut or state.events or state.patterns or entries != [container.entries for container in containers]:
            return None
        copies = Copies()
        try:
            left = state_of(state, copies)
            instance, arguments = copies.of(machine.self_value), list(map(copies.of, given))
        except NotCopyable:
            return None
        made = copies.where_it_can({(instance if where is machine.self_value else where, name): value
                                    for (where, name), value in machine.globals.items() if (where, name) not in known})
        stored = {copies.made[value] for value in machine.traces.stored if value in copies.made}
        flow = machine.flow
        gone = list(flow.gone)
        return Run(asked, instance, arguments, machine.steps, flow.path, gone, mine, stored, made, left, answer.costs)


def surroundings(machine: Machine) -> Hashable:
    """What a run hangs on besides the class's answers and what it is given."""
    state, frames = machine.state, machine.frames
    return state.opaque, state.own_setattr, state.assume_initialised, len(frames), bool(frames) and frames[-1].no_grad


def is_fresh(machine: Machine) -> bool:
    """Whether nothing has happened to the instance yet, on the one way there is, and what is known can't change."""
    state, flow = machine.state, machine.flow
    return (state.constructing and not state.names and not state.patterns and not state.events
            and not state.initialised and not state.samples and not state.hidden and not flow.gone and not flow.loops
            and not flow.trying and flow.path is not None and flow.path.unconditional
            and all(begins(frame.function, frame.statement) for frame in machine.frames)
            and all(isinstance(value, Function) or fixed(value) for value in machine.globals.values()))


def begins(function: FunctionInfo | None, statement: ast.stmt | None) -> bool:
    """Whether a statement is the first one of a function that does anything."""
    if function is None or statement is None:
        return False
    body = function.node.body
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(body) > 1
    return (body[1] if documented else first) is statement


class Given:
    """What a call gives, told by its kind alone: which values these are, and which of them are one, is kept beside it.

    values: those that a run may change, store or put conditions on, each once.
    """

    def __init__(self) -> None:
        self.values: dict[Value, int] = {}

    def call(self, arguments: Arguments | None) -> Hashable | None:
        """The kind of a whole call; None where it says too little of the values."""
        if arguments is None:
            return ("by its annotations",)
        kinds = [self.kind(value) for value in arguments.everything()]
        if None in kinds:
            return None
        names = tuple(arguments.keywords)
        return len(arguments.positional), names, len(arguments.starred), arguments.open, tuple(kinds)

    def kind(self, value: Value) -> Hashable | None:
        """What a value is, where that is all that there is to it and nobody has asked it anything."""
        if isinstance(value, NoneValue):
            return ("none",)
        if type(value) is Plain and value.known:
            return value.key
        # a key that isn't a number is made of other values' keys: conditions on those are conditions on it
        number = self.values.setdefault(value, len(self.values)) if isinstance(value.key, int) else None
        if number is None:
            return None
        if type(value) is Plain and value.tests is None:
            return "plain", number, value.of
        if isinstance(value, Unknown) and not value.members and not value.carries and value.tests is None:
            return "unknown", number, value.some, value.data, value.computed
        if isinstance(value, Container) and value.factory is None and not value.born:
            items = [self.kind(entry.value) for entry in value.entries if entry.key is None and not entry.guard]
            if None not in items and len(items) == len(value.entries):
                return value.kind, number, value.exact, value.borrowed, value.attached, tuple(items)
        return None


def state_of(state: ModuleState, copies: Copies) -> ModuleState:
    """A copy of all that a run can leave in a state."""
    made = ModuleState(state.cls, opaque=state.opaque, assume_initialised=state.assume_initialised, serial=state.serial)
    made.names = {name: list(map(copies.held, entries)) for name, entries in state.names.items()}
    made.initialised, made.begun_above, made.dead = list(state.initialised), state.begun_above, list(state.dead)
    made.hidden, made.vague, made.rounds = set(state.hidden), set(state.vague), set(state.rounds)
    made.samples = [(copies.of(one), copies.of(many)) for one, many in state.samples]
    made.listed = [(copies.of(one), copies.of(many)) for one, many in state.listed]
    made.written = [write._replace(value=copies.of(write.value)) for write in state.written]
    made.escaped = {copies.made.get(value, value) for value in state.escaped}
    return made


def again(machine: Machine, run: Run, given: list[Value]) -> None:
    """Leave what a kept run left, with the values of this call in the place of those that it was given."""
    state = machine.state
    machine.steps = run.steps
    copies = Copies([(run.instance, machine.self_value), *zip(run.given, given)])
    for known, value in zip(run.given, given):
        become(value, known, copies)
    left = state_of(run.left, copies)
    state.names, state.samples, state.written, state.escaped = left.names, left.samples, left.written, left.escaped
    state.initialised, state.dead, state.hidden, state.vague = left.initialised, left.dead, left.hidden, left.vague
    state.begun_above, state.rounds, state.listed = left.begun_above, left.rounds, left.listed
    state.opaque, state.assume_initialised, state.serial = left.opaque, left.assume_initialised, left.serial
    machine.flow.path, machine.flow.gone = run.path, list(run.gone)
    machine.traces.ran |= run.ran
    machine.traces.stored |= {copies.of(value) for value in run.stored}
    for (where, name), value in run.globals.items():
        machine.globals[machine.self_value if where is run.instance else where, name] = copies.of(value)


def become(value: Value, known: Value, copies: Copies) -> None:
    """Do to a value that a call gives what a run has done to the one in its place."""
    value.key = known.key  # nobody has asked it anything: the conditions of the run are about it from now on
    if isinstance(value, Container) and isinstance(known, Container):
        value.exact, value.attached = known.exact, known.attached
    elif isinstance(value, Unknown) and isinstance(known, Unknown):
        value.members |= {name: copies.of(member) for name, member in known.members.items()}
