"""`owner.name` for every kind of owner."""
from __future__ import annotations

from flake8_torchstate.knowledge.names import TENSORS_OWN
from flake8_torchstate.knowledge.reserved import MODULE_METHODS
from flake8_torchstate.model import values
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Entry, Function, Holder, Method, Module, NoneValue, Parameter, Plain, SelfValue,
    SuperValue, Tensor, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.containers import element_of
from flake8_torchstate.run.instance import read_self
from flake8_torchstate.run.machine import Machine
from flake8_torchstate.run.modules import module_member
from flake8_torchstate.run.names import class_member, referred
from flake8_torchstate.run.sterile import gives_of_torch


def attribute(machine: Machine, owner: Value, name: str) -> Value:
    """An attribute of each possible owner."""
    return machine.each(owner, lambda v: attribute_of(machine, v, name))


def attribute_of(machine: Machine, owner: Value, name: str) -> Value:
    if isinstance(owner, Dotted):
        return referred(machine, machine.frame.scope.project.follow(f"{owner.path}.{name}", machine.frame.scope.source))
    if isinstance(owner, Unknown):
        owner = owner.members.get(values.REGISTERED, owner)
    if isinstance(owner, SelfValue):
        return read_self(machine, name)
    if isinstance(owner, Container) and owner.kind == "named tuple" and name not in ("count", "index"):
        return element_of(owner)
    if isinstance(owner, Container) and name in MODULE_METHODS and not (
            owner.attached and not owner.borrowed or name.startswith("__")):
        owner.entries, owner.exact = [Entry(Unknown())], False  # an nn.ModuleList or the like, whatever is annotated
    if isinstance(owner, (SuperValue, Container)):
        return Method(owner, name)
    if values.is_tensor(owner):
        machine.use(owner)
        found = tensors.attribute(owner, name, machine.frame.no_grad)
        return found if found is not None else Method(owner, name)
    if isinstance(owner, Module):
        return module_member(machine, owner, name)
    if isinstance(owner, Class):
        of_class = class_member(machine, owner.info, name, None)
        if isinstance(of_class, NoneValue):  # which stands there until code sets something on the class
            return machine.globals.setdefault((owner.info, f"{name} set"), Unknown())
        return of_class
    if isinstance(owner, Holder):
        owner.contents()
        return owner.members.get(name) or method_of(machine, owner, name)
    if isinstance(owner, Plain):
        return Method(owner, name)
    if isinstance(owner, Unknown):
        return Method(owner, name) if name in TENSORS_OWN and name not in owner.members else owner.member(name)
    return Unknown()


def method_of(machine: Machine, owner: Holder, name: str) -> Value:
    """A method of an object that may give a tensor: a distribution draws one, and one of the tree names torch, or what
    the object holds of it.
    """
    if owner.info is None and owner.what.endswith(" distribution") and name in ("sample", "rsample"):
        return Method(owner, name)
    found = class_member(machine, owner.info, name, owner) if owner.info is not None else None
    if not isinstance(found, Function):
        return Unknown()
    read = found.info.outline.self_names & owner.members.keys() if found.info.outline.gives else ()
    held = (part for each in read for part in values.within(owner.members[each], 2))
    follow = any(isinstance(part, (Tensor, Parameter, Module)) for part in held) or gives_of_torch(found.info)
    return found if follow else Unknown()
