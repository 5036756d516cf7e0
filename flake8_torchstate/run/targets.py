"""Assignment to every kind of target."""
from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flake8_torchstate.knowledge.names import DICTS
from flake8_torchstate.model import registry
from flake8_torchstate.model import values
from flake8_torchstate.model.registry import Kind, Operation, Place, Slot
from flake8_torchstate.model.events import Clash, Held
from flake8_torchstate.model.state import kind_of
from flake8_torchstate.model.values import (
    Container, Holder, Method, Module, NoneValue, Option, Parameter, Plain, SelfValue, Tensor, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.containers import as_container, element_of, item_of, put_item, index_of
from flake8_torchstate.run.effects import changed_in_place, set_grad, take_in
from flake8_torchstate.run.instance import assign_self
from flake8_torchstate.run.limits import MOST_ITEMS
from flake8_torchstate.run.machine import Arguments, Machine, is_of_round
from flake8_torchstate.run.modules import module_member, module_method


def assign_target(machine: Machine, target: ast.expr, value: Value, expression: ast.expr | None = None) -> None:
    """Bind a value to any assignment target."""
    if isinstance(target, ast.Name):
        machine.bind(target.id, value)
        if isinstance(value, Parameter):
            value.fresh = False
        elif isinstance(value, Module):
            value.called = value.called or target.id
    elif isinstance(target, ast.Attribute):
        set_attribute(machine, machine.value(target.value), Plain(machine.attribute_name(target)), value, expression)
    elif isinstance(target, ast.Subscript):
        set_item(machine, machine.value(target.value), index_of(machine, target), value, expression)
    elif isinstance(target, (ast.Tuple, ast.List)):
        unpack(machine, target.elts, value, expression)
    elif isinstance(target, ast.Starred):
        assign_target(machine, target.value, value)


def unpack(machine: Machine, elements: Sequence[ast.expr], value: Value, expression: ast.expr | None) -> None:
    """`a, *b = value`."""
    parts = [parts_of(machine, option.value, elements) for option in values.options(value)]
    guards = [option.guard for option in values.options(value)]
    nodes: list[ast.expr | None] = [None] * len(elements)
    if isinstance(expression, (ast.Tuple, ast.List)) and len(expression.elts) == len(elements):
        nodes = list(expression.elts)
    for index, element in enumerate(elements):
        part = values.choose(Option(g, p[index]) for g, p in zip(guards, parts))
        assign_target(machine, element, part, nodes[index])


def parts_of(machine: Machine, value: Value, elements: Sequence[ast.expr]) -> list[Value]:
    """What each target of an unpacking gets out of one value."""
    star = next((i for i, e in enumerate(elements) if isinstance(e, ast.Starred)), None)
    container = as_container(value)
    after = len(elements) - star - 1 if star is not None else 0
    if container is not None and container.exact and star is None and len(container.entries) == len(elements):
        return [item_of(container, e) for e in container.entries]
    if container is not None and container.exact and star is not None and len(container.entries) >= star + after:
        found = [item_of(container, e) for e in container.entries]
        rest = Container(entries=list(container.entries[star:len(found) - after]))
        return [*found[:star], rest, *(found[len(found) - after:] if after else [])]
    any_one = element_of(value)
    if isinstance(value, Unknown):
        return [value.member(("item", Plain(i).key)) for i in range(len(elements))]
    if values.is_tensor(value):
        return [element_of(value) for _ in elements]
    return [
        Container(entries=[values.Entry(any_one)], exact=False) if i == star else any_one for i in range(len(elements))
    ]


def set_attribute(
    machine: Machine, owner: Value, name: Value, value: Value, expression: ast.expr | None = None
) -> None:
    """`owner.name = value`, setattr(owner, name, value)."""
    machine.each(owner, lambda v: set_attribute_of(machine, v, name, value, expression))


def set_attribute_of(machine: Machine, owner: Value, name: Value, value: Value, expression: ast.expr | None) -> Value:
    known = values.constant(name)
    if isinstance(owner, SelfValue):
        assign_self(machine, name, value, expression)
        return NoneValue()
    machine.stored(value)
    if isinstance(owner, (Tensor, Parameter)) and known == "requires_grad":
        set_grad(owner, value)
    elif isinstance(owner, Module) and isinstance(known, str):
        assign_child(machine, owner, known, value)
    elif isinstance(owner, Unknown):
        owner.members[known] = value
        if isinstance(value, (Module, Parameter)):
            machine.state.escaped.add(value)
    elif isinstance(owner, Holder) and isinstance(known, str):
        owner.members[known] = value
    return NoneValue()


def assign_child(machine: Machine, owner: Module, name: str, value: Value) -> None:
    """`self.child.name = value`: what the child's class registers under the name decides."""
    before = module_member(machine, owner, name)
    place = {Parameter: Place.PARAMETERS, Module: Place.MODULES}.get(type(before))
    if isinstance(before, NoneValue) and owner.torch is not None and name in owner.torch.parameters:
        place = Place.PARAMETERS
    if isinstance(before, Tensor) and owner.torch is not None and name in owner.torch.buffers:
        place = Place.BUFFERS
    kind = kind_of(value)
    if place is not None and kind is not None and not owner.borrowed:
        slot = Slot(held=((place, kind_of(before) or Kind.OTHER),))
        outcome = registry.apply(slot, Operation.ASSIGN, kind, name=name, owner=owner.label.split(".")[-1])
        if outcome.raised is not None:
            held = Held(frozenset(), slot, before)
            machine.state.events.append(
                Clash(machine.site, name, Operation.ASSIGN, outcome.raised, held, value, True, child=owner.label))
            return
    owner.members[name] = value
    machine.state.escaped.add(value)


def set_item(machine: Machine, owner: Value, index: Value, value: Value, expression: ast.expr | None) -> None:
    """`owner[index] = value`."""
    machine.stored(value)
    for option in values.options(owner):
        inner = option.value
        if isinstance(inner, Container) and inner.kind in DICTS:
            put_item(machine, inner, value, index, expression=expression)
        elif isinstance(inner, Container):
            set_place(machine, inner, index, value, expression)
        elif isinstance(inner, Module) and inner.children is not None:
            module_method(machine, inner, "__setitem__", Arguments(positional=[index, value]))
        elif isinstance(inner, Method) and isinstance(inner.owner, SelfValue):
            set_table(machine, inner.name, index, value)
        elif isinstance(inner, SelfValue):
            take_in(machine, Arguments(positional=[value]))
        elif isinstance(inner, Unknown):
            inner.members[("item", index.key)] = value
            machine.state.escaped.update(values.within(value))
        elif isinstance(inner, Parameter):
            changed_in_place(machine, inner, "an item assignment")
        elif isinstance(inner, Tensor) and tensors.any_grad([value]) and not machine.frame.no_grad:
            inner.grad, inner.history = True, True


def set_place(
    machine: Machine, owner: Container, index: Value, value: Value, expression: ast.expr | None
) -> None:
    """`items[index] = value` of a list: in the place of what is there, where that is told.

    Else a number may be the one, which holds a place, and in a loop that goes over the places whatever was there.
    """
    known, length = values.constant(index), len(owner.entries)
    if type(known) is int and owner.exact and -length <= known < length < MOST_ITEMS and (
            machine.here.guard <= owner.born):
        put_item(machine, owner, value, expression=expression)
        owner.entries[known % length] = owner.entries.pop()
        return
    mark, elements = machine.flow.marks[-1] if machine.flow.marks and not machine.flow.unrolling else (None, set())
    all_of_them = mark is not None and is_of_round(index.key, mark, {element.key for element in elements})
    owner.entries = [
        replace(each, value=Unknown()) if isinstance(each.value, Plain) else each
        for each in owner.entries if not (all_of_them and is_before(each.value, mark))]
    put_item(machine, owner, value, expression=expression)


def is_before(value: Value, mark: Any) -> bool:
    """Whether a value was made before a moment; constants were always there."""
    return type(value.key) is not int or value.key < mark


def set_table(machine: Machine, table: str, name: Value, value: Value) -> None:
    """`self.__dict__[name] = value`, `self._buffers[name] = value`: past nn.Module's own checks."""
    known = values.constant(name)
    machine.state.escaped.update(values.within(value))
    if isinstance(known, str):
        machine.state.hidden.add(known)
        machine.state.forget(known)
