"""Registrations on the instance: register_buffer, register_parameter, add_module, register_module."""
from __future__ import annotations

from flake8_torchstate.model import registry
from flake8_torchstate.model import values
from flake8_torchstate.model.registry import Kind, Operation, Place, Slot
from flake8_torchstate.model.events import Clash, Held, InvalidName
from flake8_torchstate.model.state import kind_of
from flake8_torchstate.model.values import Container, NoneValue, Parameter, Pattern, Plain, Unknown, Value
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.names import written

REGISTER = {
    "register_buffer": (Operation.REGISTER_BUFFER, "tensor"),
    "register_parameter": (Operation.REGISTER_PARAMETER, "param"),
    "add_module": (Operation.ADD_MODULE, "module"),
    "register_module": (Operation.REGISTER_MODULE, "module"),
}


def register(machine: Machine, name: str, arguments: Arguments) -> None:
    """register_buffer, register_parameter, add_module, register_module in every argument form."""
    operation, keyword = REGISTER[name]
    key, value = arguments.get(0, "name"), arguments.get(1, keyword)
    if key is None or (value is None and arguments.open):
        machine.state.opaque = True
        return
    value = value if value is not None else NoneValue()
    machine.stored(value)
    if isinstance(value, Parameter):
        value.fresh = False
    elif operation is Operation.REGISTER_PARAMETER:
        is_parameter(value)
    known = values.constant(key)
    node = arguments.node(0, "name")
    if known is values.MISSING and (isinstance(key, Container) or (isinstance(key, Plain) and key.of == "int")):
        shown = written(node) if node is not None else "…"
        refuse_name(machine, () if isinstance(key, Container) else 0, operation, value, shown)
    elif known is values.MISSING:
        register_pattern(machine, operation, key, value, persistent(arguments))
    elif not isinstance(known, str) or "." in known or not known:
        refuse_name(machine, known, operation, value)
    else:
        expression = arguments.node(1, keyword)
        machine.state.operate(known, operation, value, machine.here, machine.site, expression, machine.blame)
        if operation is Operation.REGISTER_BUFFER:
            machine.state.set_persistence(known, persistent(arguments))


def is_parameter(value: Value | None) -> None:
    """Note that something which isn't known is a Parameter, as those that are registered mostly are trained."""
    if isinstance(value, Unknown):
        value.members.setdefault(values.REGISTERED, Parameter(fresh=False))


def refuse_name(
    machine: Machine, known: object, operation: Operation, value: Value | None = None, shown: str = ""
) -> None:
    """Note a name that PyTorch refuses."""
    kind = (kind_of(value) if value is not None else None) or Kind.NONE
    raised = registry.check_name(operation, known, kind)
    if raised is not None:
        machine.state.events.append(
            InvalidName(machine.site, shown or (known if isinstance(known, str) else repr(known)), raised, operation)
        )


def note_pattern(machine: Machine, name: Value, held: Held) -> None:
    """Keep what a name with unknown parts holds."""
    machine.state.serial += 1
    held.serial = machine.state.serial
    machine.state.patterns.append((name, held))


def too_early(machine: Machine, name: Value, operation: Operation, kind: Kind, value: Value) -> None:
    """Note a registration under a name with unknown parts before nn.Module.__init__."""
    missing = machine.state.uninitialised(machine.here)
    raised = registry.apply(Slot(initialised=False), operation, kind).raised
    if missing is not None and raised is not None and raised.error == "AttributeError":
        text = name.text if isinstance(name, Pattern) else "…"
        machine.state.events.append(
            Clash(machine.site, text, operation, raised, Held(frozenset(), Slot()), value, False, missing))


def register_pattern(machine: Machine, operation: Operation, key: Value, value: Value, kept: bool | None) -> None:
    """A registration under a name with unknown parts."""
    place = {Operation.REGISTER_BUFFER: Place.BUFFERS, Operation.REGISTER_PARAMETER: Place.PARAMETERS}.get(
        operation, Place.MODULES
    )
    slot = Slot(held=((place, kind_of(value) or Kind.OTHER),))
    too_early(machine, key, operation, kind_of(value) or Kind.NONE, value)
    note_pattern(machine, key, Held(machine.here.guard, slot, value, machine.site, None, operation, persistent=kept))
    refuse_pattern(machine, key, operation, kind_of(value) or Kind.NONE)


def refuse_pattern(machine: Machine, key: Value, operation: Operation, kind: Kind) -> None:
    """Note a name with unknown parts that PyTorch refuses whatever they are: it has a dot."""
    texts = [dotted_text(option.value) for option in values.options(key)]
    raised = registry.check_name(operation, "a.b", kind) if all(texts) else None
    if raised is not None:
        machine.state.events.append(InvalidName(machine.site, texts[-1], raised, operation))


def dotted_text(name: Value) -> str:
    """A name with a dot, or one with unknown parts that has a dot whatever they are, as it's shown; else nothing."""
    if isinstance(name, Pattern):
        return name.text if "." in name.literal else ""
    known = values.constant(name)
    return known if isinstance(known, str) and "." in known else ""


def persistent(arguments: Arguments) -> bool | None:
    """The `persistent` argument of register_buffer; None where it isn't known."""
    given = arguments.get(2, "persistent")
    known = values.constant(given) if given is not None else values.MISSING if arguments.open else True
    return None if known is values.MISSING else bool(known)
