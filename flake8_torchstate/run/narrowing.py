"""What `isinstance` says of a value, and what a local name is on either side of it."""
from __future__ import annotations

import ast

from flake8_torchstate.model import values
from flake8_torchstate.model.guards import Literal
from flake8_torchstate.model.values import (
    Choice, Class, Container, Dotted, Holder, Module, Parameter, Tensor, Unknown, Value)
from flake8_torchstate.run.conditions import NO, Sides, YES, literal_sides, of_choice, truth_value
from flake8_torchstate.run.machine import Arguments, Machine

KINDS: dict[str, tuple[type, ...]] = {
    "child": (),
    "tensor": (Tensor, Parameter, values.Buffer),
    "module": (Module, values.SelfValue),
    "parameter": (Parameter,),
}


def narrow(machine: Machine, name: str | None, value: Value, kind: str) -> Sides:
    """`isinstance(x, Tensor)`, `nn.Module` or `nn.Parameter`: decided where it can be; else the local name is split.

    The kind "child" stands for any class that derives from nn.Module: an annotated Mapping may be an nn.ModuleDict.
    """
    if isinstance(value, Choice):
        return narrow_choice(machine, name, value, kind)
    if isinstance(value, KINDS[kind]):
        return YES
    if kind == "child" and isinstance(value, Module):
        return literal_sides(("isinstance", value.key, kind))
    undecided = (
        isinstance(value, Unknown)
        or (kind == "parameter" and isinstance(value, Tensor) and value.borrowed)
        or (kind == "child" and isinstance(value, Container) and value.borrowed)
    )
    if not undecided:
        return NO
    literal = Literal(("isinstance", value.key, kind))
    if name is not None:
        split_name(machine, name, value, narrowed_value(value, kind), literal)
    return frozenset([literal]), frozenset([literal.negated()])


def narrowed_value(value: Value, kind: str) -> Value:
    """What an unknown value is on the true side; the same value at each test."""
    made: dict[str, Value] = {
        "child": Module(borrowed=True),
        "tensor": Tensor(grad=None, borrowed=True),
        "module": Module(borrowed=True),
        "parameter": Parameter(grad=None, fresh=False),
    }
    return value.members.setdefault(("as", kind), made[kind]) if isinstance(value, Unknown) else made[kind]


def narrow_choice(machine: Machine, name: str | None, value: Choice, kind: str) -> Sides:
    """The same for one of several values; a local name is split where some option isn't decided."""
    sides_of = of_choice(value, lambda v: narrow(machine, None, v, kind), f"is {kind}")
    if name is None:
        return sides_of
    found: list[values.Option] = []
    for option in value.options:
        yes, no = narrow(machine, None, option.value, kind)
        if yes is None or no is None:
            found.append(option)
        else:
            found.append(values.Option(option.guard | yes, narrowed_value(option.value, kind)))
            found.append(values.Option(option.guard | no, option.value))
    frame = machine.frame.find(name)
    if frame is not None and len(found) > len(value.options):
        machine.bind(name, Choice(tuple(found)), frame)
    return sides_of


def split_name(machine: Machine, name: str, value: Value, inside: Value, literal: Literal) -> None:
    """Bind a local name to what it is on either side of a test."""
    split = (values.Option(frozenset([literal]), inside), values.Option(frozenset([literal.negated()]), value))
    frame = machine.frame.find(name)
    if frame is not None:
        machine.bind(name, Choice(split), frame)


def test_kind(machine: Machine, arguments: Arguments, kind: str) -> Value:
    """isinstance(x, Tensor), isinstance(x, nn.Module) or isinstance(x, nn.Parameter)."""
    node = arguments.nodes[0] if arguments.nodes else None
    name = node.id if isinstance(node, ast.Name) else None
    return truth_value(*narrow(machine, name, arguments.positional[0], kind))


PLAIN_TYPES: dict[str, type] = {
    "builtins.int": int, "builtins.float": float, "builtins.str": str, "builtins.bool": bool,
    "builtins.list": list, "builtins.tuple": tuple, "builtins.dict": dict}


def test_class(value: Value, classes: list[Value]) -> Value:
    """isinstance with other classes."""
    return truth_value(*class_sides(value, classes))


def class_sides(value: Value, classes: list[Value]) -> Sides:
    """What it says: decided for constants and the plain built-in types, and for objects of the tree's classes."""
    subject = ("isinstance", value.key, tuple(each.key for each in classes))
    if isinstance(value, Choice):
        return of_choice(value, lambda v: class_sides(v, classes), f"is one of {subject[2]}")
    types = tuple(
        PLAIN_TYPES[each.path] for each in classes if isinstance(each, Dotted) and each.path in PLAIN_TYPES)
    if len(types) == len(classes):
        known = values.constant(value)
        if known is not values.MISSING:
            return YES if isinstance(known, types) else NO
        if isinstance(value, (Module, values.SelfValue, Holder)) or values.is_tensor(value):
            return NO
        if isinstance(value, Container) and value.kind in ("list", "tuple", "dict"):
            return YES if PLAIN_TYPES[f"builtins.{value.kind}"] in types else NO
    if isinstance(value, Holder) and value.info is not None and not value.info.has_unknown_base and all(
            isinstance(each, Class) for each in classes):
        return YES if any(isinstance(each, Class) and each.info in value.info.mro for each in classes) else NO
    return literal_sides(subject)
