"""What constructing a base leaves, kept for its next subclass.

A constructor of the tree that runs first of all, on an instance that has nothing yet, does the same for each class that
gives the same answers to all that it asks of the class: its own attributes, methods and order of bases.  What it left,
what it was given and what it asked are kept; for the next class the answers are compared, and what was left is copied.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.model.copies import Copies, NotCopyable
from flake8_torchstate.model.guards import Path
from flake8_torchstate.model.questions import Question
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Container, NoneValue, Plain, Unknown, Value
from flake8_torchstate.run.limits import MOST_KEPT_RUNS
from flake8_torchstate.run.machine import Arguments, Machine


@dataclass
class Run:
    """One run of a constructor: the questions that it asked with their answers, and what it left."""

    asked: dict[Question, Hashable]
    instance: Value
    given: list[Value]
    exact: list[bool]
    steps: int
    path: Path | None
    gone: list[tuple[Path, str]]
    ran: set[FunctionInfo]
    stored: set[Value]
    globals: dict[tuple[Hashable, str], Value]
    left: ModuleState

    def fits(self, cls: ClassInfo) -> bool:
        """Whether a class answers as the one did for which it ran."""
        return all(question.answer(cls) == known for question, known in self.asked.items())


@dataclass
class Memory:
    """The runs that are kept, by the constructor and what it was given."""

    runs: dict[tuple[FunctionInfo, Hashable], list[Run]] = field(default_factory=dict)

    def construct(self, machine: Machine, method: FunctionInfo, arguments: Arguments | None, run: Callable[[], object]) -> None:
        """Run a constructor, or do again what it did for a class that is the same in all that it asks."""
        given = arguments.everything() if arguments is not None else []
        kind = kind_of_call(arguments)
        if kind is None or method.owner is machine.state.cls or not is_fresh(machine):
            run()
            return
        state = machine.state
        kept = self.runs.setdefault((method, (kind, state.opaque, state.own_setattr, state.assume_initialised)), [])
        known = next((r for r in kept if r.fits(machine.state.cls)), None)
        if known is not None:
            again(machine, known, given)
            return
        made = record(machine, given, run)
        if made is not None and len(kept) < MOST_KEPT_RUNS:
            kept.append(made)


def is_fresh(machine: Machine) -> bool:
    """Whether nothing has happened to the instance yet, on the one way there is."""
    state, flow = machine.state, machine.flow
    return (state.constructing and state.asked is None and not state.names and not state.patterns and not state.events
            and not state.initialised and not state.samples and not state.hidden and not flow.gone and not flow.loops
            and not flow.trying and flow.path == Path() and all(begins(frame.function, frame.statement) for frame in machine.frames))


def begins(function: FunctionInfo | None, statement: ast.stmt | None) -> bool:
    """Whether a statement is the first one of a function that does anything."""
    if function is None or statement is None:
        return False
    body = function.node.body
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(body) > 1
    return (body[1] if documented else first) is statement


def kind_of_call(arguments: Arguments | None) -> Hashable | None:
    """What a call gives, without which values these are; None where that says too little of them."""
    if arguments is None:
        return ("by its annotations",)
    kinds = [kind_of_value(value) for value in arguments.everything()]
    if None in kinds:
        return None
    same = tuple(arguments.everything().index(value) for value in arguments.everything())
    return (len(arguments.positional), tuple(arguments.keywords), len(arguments.starred), arguments.open, tuple(kinds), same)


def kind_of_value(value: Value) -> Hashable | None:
    """What a value is, where that is all that there is to it and nobody has asked it anything."""
    if isinstance(value, NoneValue):
        return ("none",)
    if isinstance(value, Plain) and value.tests is None and type(value) is Plain:
        return ("plain", value.of, value.key if value.known else None)
    if isinstance(value, Unknown) and not value.members and not value.carries and value.tests is None:
        return ("unknown", value.some, value.data)
    if isinstance(value, Container):
        items = [kind_of_value(entry.value) for entry in value.entries if entry.key is None and not entry.guard]
        if None not in items and len(items) == len(value.entries):
            return (value.kind, value.exact, value.borrowed, tuple(items))
    return None


def record(machine: Machine, given: list[Value], run: Callable[[], object]) -> Run | None:
    """Run a constructor; what it left, where that can be copied."""
    state = machine.state
    steps, before = machine.steps, set(machine.globals)
    sizes = [len(v.entries) for v in given if isinstance(v, Container)]
    ran, machine.traces.ran = machine.traces.ran, set()
    state.asked = {}
    try:
        run()
    finally:
        asked, state.asked = state.asked, None
        mine, machine.traces.ran = machine.traces.ran, ran | machine.traces.ran
    if state.events or state.patterns or sizes != [len(v.entries) for v in given if isinstance(v, Container)]:
        return None
    copies = Copies()
    try:
        left = state_of(state, copies)
        instance, arguments = copies.of(machine.self_value), list(map(copies.of, given))
    except NotCopyable:
        return None
    made = copies.where_it_can({key: value for key, value in machine.globals.items() if key not in before})
    stored = {copies.made[value] for value in machine.traces.stored if value in copies.made}
    return Run(asked, instance, arguments, [v.exact for v in given if isinstance(v, Container)], machine.steps - steps,
               machine.flow.path, list(machine.flow.gone), mine, stored, made, left)


def state_of(state: ModuleState, copies: Copies) -> ModuleState:
    """A copy of all that a run can leave in a state."""
    made = ModuleState(state.cls, opaque=state.opaque, assume_initialised=state.assume_initialised, serial=state.serial)
    made.names = {name: list(map(copies.held, entries)) for name, entries in state.names.items()}
    made.initialised, made.dead, made.hidden = list(state.initialised), list(state.dead), set(state.hidden)
    made.samples = [(copies.of(one), copies.of(many)) for one, many in state.samples]
    made.written = [replace(write, value=copies.of(write.value)) for write in state.written]
    made.escaped = {copies.made.get(value, value) for value in state.escaped}
    return made


def again(machine: Machine, run: Run, given: list[Value]) -> None:
    """Leave what a kept run left, with the values of this call in the place of those that it was given."""
    state = machine.state
    machine.steps += run.steps - 1
    machine.count()
    copies = Copies([(run.instance, machine.self_value), *zip(run.given, given)])
    for known, value in zip(run.given, given):
        if isinstance(known, Unknown) and isinstance(value, Unknown):
            value.key = known.key  # nobody has asked it anything: the conditions of the kept run are about it from now on
            value.members |= {name: copies.of(member) for name, member in known.members.items()}
    for container, exact in zip([v for v in given if isinstance(v, Container)], run.exact):
        container.exact = exact
    left = state_of(run.left, copies)
    state.names, state.samples, state.written, state.escaped = left.names, left.samples, left.written, left.escaped
    state.initialised, state.dead, state.hidden = left.initialised, left.dead, left.hidden
    state.opaque, state.assume_initialised, state.serial = left.opaque, left.assume_initialised, left.serial
    machine.flow.path, machine.flow.gone = run.path, list(run.gone)
    machine.traces.ran |= run.ran
    machine.traces.stored |= {copies.of(value) for value in run.stored}
    for (where, name), value in run.globals.items():
        machine.globals[machine.self_value if where is run.instance else where, name] = copies.of(value)
