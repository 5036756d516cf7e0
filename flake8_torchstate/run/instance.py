"""Operations on the instance under construction: reading, setting and deleting its attributes."""
from __future__ import annotations

import ast

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.knowledge.reserved import MODULE_ATTRIBUTES, RESERVED, TAKEN_KEYS
from flake8_torchstate.model import registry
from flake8_torchstate.model import values
from flake8_torchstate.model.guards import excluding
from flake8_torchstate.model.registry import Ground, Kind, Operation, Slot
from flake8_torchstate.model.events import Held, LateTensor
from flake8_torchstate.model.state import kind_of, reachable
from flake8_torchstate.model.values import Function, Method, Option, Pattern, Plain, Tensor, Unknown, Value
from flake8_torchstate.run.containers import attach
from flake8_torchstate.run.effects import container_of, fail
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.names import class_member
from flake8_torchstate.run.registering import note_pattern, refuse_name, refuse_pattern, too_early

TABLES = {"_buffers": Operation.REGISTER_BUFFER, "_parameters": Operation.REGISTER_PARAMETER,
          "_modules": Operation.ADD_MODULE}
CONTAINER_METHODS = frozenset().union(*TAKEN_KEYS.values()) - RESERVED


def assign_self(machine: Machine, name: Value, value: Value, expression: ast.expr | None) -> None:
    """`self.name = value`."""
    machine.traces.stored.update(reachable(value))
    attach(value)
    known = values.constant(name)
    if not isinstance(known, str):
        assign_pattern(machine, name, value, expression)
        return
    if known in TABLES:
        machine.state.escaped.update(values.within(value))
        machine.state.opaque = True  # it registers whatever is in there, and nothing else is any more
        return
    ground, cls = machine.state.ground(known)
    setter = cls.properties[known].setter if ground is Ground.SETTABLE_PROPERTY and cls is not None else None
    if setter is not None and kind_of(value) not in (Kind.PARAMETER, Kind.MODULE, Kind.BUFFER):
        machine.call(Function(setter, machine.self_value), Arguments(positional=[value]))
        return
    if machine.state.own_setattr or (cls is None and ground is Ground.SETTABLE_PROPERTY):
        machine.state.forget(known, machine.site, expression)
        return
    if cls is None and ground is Ground.PROPERTY and isinstance(value, Unknown):
        value = Plain()  # whatever it is, it doesn't get there
    if ("." in known or not known) and kind_of(value) in (Kind.PARAMETER, Kind.BUFFER):
        refuse_name(machine, known, Operation.ASSIGN, value)
        return
    if not machine.state.constructing and isinstance(value, Tensor) and known not in machine.state.moved:
        if not any(h.registered or h.slot is None for h in machine.state.held(known, machine.here)):
            machine.state.events.append(LateTensor(machine.site, known, value))
    machine.state.operate(known, Operation.ASSIGN, value, machine.here, machine.site, expression, machine.blame)


def assign_pattern(machine: Machine, name: Value, value: Value, expression: ast.expr | None) -> None:
    """An assignment under a name with unknown parts."""
    for option in values.options(value):
        kind = kind_of(option.value)
        slot = None
        if kind is not None:
            slot = registry.apply(Slot(), Operation.ASSIGN, kind).slot
            too_early(machine, name, Operation.ASSIGN, kind, option.value)
            refuse_pattern(machine, name, Operation.ASSIGN, kind)
        note_pattern(machine, name, Held(machine.here.guard, slot, option.value, machine.site, expression))
    if not isinstance(name, Pattern):
        machine.state.opaque = True


def delete_self(machine: Machine, name: str) -> None:
    """`del self.name`."""
    machine.state.delete(name, machine.here)


def read_self(machine: Machine, name: str) -> Value:
    """`self.name`: a property, what the instance holds, what the class has, a method of nn.Module."""
    if name in TABLES or name == "__dict__":
        return Method(machine.self_value, name)
    ground, cls = machine.state.ground(name)
    if cls is not None and name in cls.properties:
        return read_property(machine, name, cls)
    found: list[Option] = []
    missing: list[Option] = []
    for held in machine.state.held(name, machine.here):
        held.read = True
        if held.value is not None:
            found += machine.narrowed(Option(held.guard - machine.here.guard, held.value))
        elif ground is not Ground.NOTHING:
            found.append(Option(held.guard - machine.here.guard, class_value(machine, name, ground, cls)))
        elif held.guard - machine.here.guard:
            missing.append(Option(held.guard - machine.here.guard, Unknown()))
    if found:
        found += missing if len(found) == 1 else []  # reading it there raises: one alone isn't there on each path
    else:
        absent = machine.flow.trying and values.constant(has_self(machine, name)) is False
        if absent and machine.state.ground("__getattr__")[1] is None:
            fail(machine, machine.flow.path)  # AttributeError: a handler's path
        return unknown_name(machine, name)
    return values.choose(found)


def class_value(machine: Machine, name: str, ground: Ground, cls: ClassInfo | None) -> Value:
    """What the class itself gives under a name."""
    if cls is not None:
        return class_member(machine, machine.state.cls, name, machine.self_value)
    return Method(machine.self_value, name) if ground is Ground.METHOD else unknown_name(machine, name)


def unknown_name(machine: Machine, name: str) -> Value:
    """A name of self that isn't known: the same unknown at each read."""
    key = (machine.self_value, name)
    if key not in machine.globals:
        known = not machine.state.opaque and machine.state.ground(name)[0] is not Ground.NOTHING
        machine.globals[key] = Plain() if known and name == "training" else Unknown()
        if name in CONTAINER_METHODS and container_of(machine.state.cls) is not None:
            machine.globals[key] = Method(machine.self_value, name)
    return machine.globals[key]


def read_property(machine: Machine, name: str, cls: ClassInfo) -> Value:
    """What a property's getter gives."""
    getter = cls.properties[name].getter
    if getter is None:
        return Unknown()
    return machine.call(Function(getter, machine.self_value), Arguments())


def read_or(machine: Machine, name: str, default: Value) -> Value:
    """getattr(self, name, default)."""
    present = has_self(machine, name)
    if values.constant(present) is True:
        return read_self(machine, name)
    return default if values.constant(present) is False else Unknown()


def has_self(machine: Machine, name: str) -> Value:
    """hasattr(self, name)."""
    if name in MODULE_ATTRIBUTES and not machine.state.assume_initialised:
        missing = machine.state.uninitialised(machine.here)
        if missing is None or missing <= machine.here.guard:
            return Plain(missing is None)
    ground, cls = machine.state.ground(name)
    if cls is not None and name in cls.properties:
        return Plain()
    exists = {h.slot.exists if h.slot is not None else None for h in machine.state.held(name, machine.here)}
    if exists == {True} or ground in (Ground.METHOD, Ground.CLASS_ATTRIBUTE):
        return Plain(True)
    if exists == {False} and not machine.state.opaque and machine.state.constructing and not (
            machine.state.hidden or name in machine.state.vague):
        return Plain(False)
    return maybe_has(machine, name)


def maybe_has(machine: Machine, name: str) -> Value:
    """hasattr where it depends on the path: it rules out the cases in which the answer would be the other one."""
    result = Plain()
    result.key = ("hasattr", name, len(machine.state.entries(name)))
    held = machine.state.held(name, machine.here)
    if all(h.slot is not None and h.guard for h in held):
        there = [h.guard for h in held if h.slot is not None and h.slot.exists]
        missing = [h.guard for h in held if h.slot is not None and not h.slot.exists]
        result.tests = excluding(missing), excluding(there)
    return result
