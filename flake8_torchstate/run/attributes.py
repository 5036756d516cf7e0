"""`owner.name` for every kind of owner."""
from __future__ import annotations

from flake8_torchstate.model import values
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Holder, Method, Module, Plain, SelfValue, SuperValue, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.containers import element_of
from flake8_torchstate.run.instance import read_self
from flake8_torchstate.run.machine import Machine
from flake8_torchstate.run.modules import module_member
from flake8_torchstate.run.names import class_member, referred


def attribute(machine: Machine, owner: Value, name: str) -> Value:
    """An attribute of each possible owner."""
    return machine.each(owner, lambda v: attribute_of(machine, v, name))


def attribute_of(machine: Machine, owner: Value, name: str) -> Value:
    if isinstance(owner, Dotted):
        return referred(machine, machine.frame.scope.project.follow(f"{owner.path}.{name}", machine.frame.scope.source))
    if isinstance(owner, SelfValue):
        return read_self(machine, name)
    if isinstance(owner, Container) and owner.kind == "named tuple" and name not in ("count", "index"):
        return element_of(owner)
    if isinstance(owner, (SuperValue, Container)):
        return Method(owner, name)
    if values.is_tensor(owner):
        machine.use(owner)
        found = tensors.attribute(owner, name, machine.frame.no_grad)
        return found if found is not None else Method(owner, name)
    if isinstance(owner, Module):
        return module_member(machine, owner, name)
    if isinstance(owner, Class):
        return class_member(machine, owner.info, name, None)
    if isinstance(owner, Holder):
        owner.contents()
        return owner.members.get(name) or Unknown()
    if isinstance(owner, Plain):
        return Method(owner, name)
    return owner.member(name) if isinstance(owner, Unknown) else Unknown()
