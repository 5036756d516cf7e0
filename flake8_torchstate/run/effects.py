"""What calls do besides giving a value: what goes into one that can't be followed, gradients, devices."""
from __future__ import annotations

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.model import values
from flake8_torchstate.model.events import BadParameter, Undeviced
from flake8_torchstate.model.guards import Path, plain
from flake8_torchstate.model.state import reachable
from flake8_torchstate.model.values import (
    Container, Holder, Module, NoneValue, Parameter, SelfValue, Tensor, Unknown, Value)
from flake8_torchstate.run.machine import Arguments, Machine


def unknown_call(machine: Machine, arguments: Arguments, function: Value | None = None) -> Unknown:
    """The result of a call that can't be followed: it carries the Modules and Parameters that went in."""
    everything = arguments.everything()
    for value in everything:
        if isinstance(value, Container):
            value.exact = value.exact and value.kind in ("tuple", "range")  # it may be filled there
    carried = tuple(
        v for v in everything if isinstance(v, (Module, Parameter, Container, Unknown, Holder, values.Choice))
    )
    machine.stored(*everything)
    if any(isinstance(v, SelfValue) for v in everything):
        machine.state.mark_read()
        machine.state.escaped.update(v for o in everything for v in values.within(o))
    return Unknown(carried)


def container_of(cls: ClassInfo) -> str | None:
    """Which of torch's containers of modules and Parameters a class derives from."""
    facts = (knowledge.torch_module(base) for base in cls.mro if isinstance(base, str))
    return next((each.container for each in facts if each is not None and each.container is not None), None)


def take_in(machine: Machine, arguments: Arguments) -> None:
    """What is given to the instance where that is a container of modules or Parameters: they are its own then."""
    if container_of(machine.state.cls) is not None:
        machine.stored(*arguments.everything())
        machine.state.escaped.update(v for given in arguments.everything() for v in reachable(given))


def torch_unknown(machine: Machine, path: str, arguments: Arguments) -> Value:
    """Functions of torch that aren't recorded, those that change a module by name among them."""
    everything = arguments.everything()
    for name in (values.constant(v) for v in everything):
        if any(isinstance(v, SelfValue) for v in everything) and isinstance(name, str):
            machine.state.forget(name)
    return unknown_call(machine, arguments)


def release_names(module: Module) -> None:
    """Parametrizations and the like turn a module's parameters into something else."""
    if module.torch is not None:
        for name in module.torch.parameters | module.torch.optional:
            module.members[name] = Unknown()


def changed_in_place(machine: Machine, parameter: Parameter, how: str) -> None:
    """Note an in-place change of a Parameter that requires grad."""
    if parameter.grad and not machine.frame.no_grad:
        machine.state.events.append(BadParameter(machine.site, how, None))


def note_device(machine: Machine, fact: knowledge.Function, arguments: Arguments) -> None:
    """Note a tensor made without `device=` outside of construction, or with a fixed one in it."""
    if fact.takes_device and fact.factory and not arguments.open:
        device = arguments.keywords.get("device")
        if device is None and machine.within_forward and not any(values.is_tensor(v) for v in arguments.everything()):
            machine.state.events.append(Undeviced(machine.site, None, arguments.call))
        elif device is not None and machine.state.constructing:
            fix_device(machine, device, arguments)


def fix_device(machine: Machine, device: Value, arguments: Arguments) -> None:
    """Note a device that construction fixes."""
    known = values.constant(device)
    if isinstance(known, str) and known.split(":")[0] not in ("cpu", "meta"):
        machine.state.events.append(Undeviced(machine.blame, known, arguments.call))


def note_move(machine: Machine, name: str, arguments: Arguments) -> None:
    """Note `.cuda()` or `.to("cuda")` in construction."""
    if name == "cuda":
        machine.state.events.append(Undeviced(machine.blame, "cuda", arguments.call))
    elif arguments.get(0, "device") is not None:
        fix_device(machine, arguments.get(0, "device") or NoneValue(), arguments)


def set_grad(owner: Value, asked: Value | None) -> None:
    """`x.requires_grad_(flag)` and `x.requires_grad = flag`."""
    known = True if asked is None else values.constant(asked)
    if isinstance(owner, (Tensor, Parameter)):
        owner.grad = None if known is values.MISSING else bool(known)
    if isinstance(owner, Tensor) and owner.grad is False:
        owner.given = True  # somebody says that it isn't trained


def fail(machine: Machine, path: Path | None) -> None:
    """A path ends in an error: nobody gets the module that it leaves, where no `try` stands around it."""
    if path is not None:
        machine.flow.gone.append((path, "raise"))
        if not machine.flow.trying and path.guard and not path.excluded:
            machine.state.dead.append(plain(path.guard))


def end_program(machine: Machine) -> None:
    """`sys.exit()` and the like: the path ends as by an error."""
    fail(machine, machine.flow.path)
    machine.flow.path = None
