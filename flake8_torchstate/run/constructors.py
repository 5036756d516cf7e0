"""Constructors: the chain of a class's own up to nn.Module, and instances of other classes of the tree."""
from __future__ import annotations

import ast

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo, MODULE, canonical, is_module_path
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.knowledge import library_attributes
from flake8_torchstate.model import values
from flake8_torchstate.model.questions import Question, next_constructor
from flake8_torchstate.model.registry import Kind, Operation, Place, Slot
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.values import (
    Class, Container, Entry, Function, Holder, Module, Parameter, Pattern, Tensor, Unknown, Value)
from flake8_torchstate.run.annotations import promised_value
from flake8_torchstate.run.effects import take_in
from flake8_torchstate.run.functions import call_function
from flake8_torchstate.run.machine import Arguments, Frame, Machine
from flake8_torchstate.run.modules import fill_container, flags_given


def run_init(machine: Machine, after: ClassInfo | str | None, arguments: Arguments) -> None:
    """The next `__init__` in the MRO after a class."""
    machine.state.ask(Question("constructor", after=after))
    cls = next_constructor(machine.state.cls, after)
    if cls is None:
        unknown_init(machine)
    elif isinstance(cls, str):
        external_init(machine, cls, arguments)
    elif "__init__" in cls.methods:
        run_inherited(machine, cls.methods["__init__"], arguments)
    else:
        dataclass_init(machine, cls, arguments)


def run_inherited(machine: Machine, method: FunctionInfo, arguments: Arguments) -> None:
    """The constructor of a base in the tree."""
    machine.traces.ran.add(method)
    function = Function(method, machine.self_value)
    machine.world.remember(machine, method, arguments, lambda: call_function(machine, function, arguments))


def unknown_init(machine: Machine) -> None:
    """The constructor of a class that can't be looked into: it may do anything."""
    machine.state.opaque = True
    machine.state.assume_initialised = True


def external_init(machine: Machine, path: str, arguments: Arguments) -> None:
    """The constructor of a class outside of the tree: nn.Module, a torch.nn class, another library's."""
    if path == "builtins.object":
        return
    if not is_module_path(path) and path not in machine.world.config.module_bases:
        unknown_init(machine)
        return
    facts = knowledge.torch_module(path)
    if facts is None and canonical(path) != MODULE:
        machine.state.opaque = True
    above = bool(machine.frames) and machine.frame.owner is not machine.state.cls
    machine.state.initialise(machine.here, machine.blame, above)
    if facts is None and path.startswith("torch.nn."):
        for name in knowledge.torch_state_names() - machine.state.names.keys():
            machine.state.forget(name)  # a private base: it may register any of them
    if facts is not None and facts.path != MODULE:
        inherit(machine, facts, arguments)
        if facts.container is not None:
            fill_itself(machine, facts, facts.container, arguments)
        take_in(machine, arguments)
    if facts is None:
        inherit_recorded(machine, path, arguments)


def inherit(machine: Machine, facts: knowledge.TorchModule, arguments: Arguments) -> None:
    """The names that a torch.nn base registers."""
    sure = facts.held(flags_given(facts, arguments)) if facts.known else frozenset()
    if sure:  # a flag may be given that isn't known
        given = {name for at, name in enumerate(facts.arguments) if arguments.get(at, name) is not None}
        more = arguments.open or bool(arguments.starred)
        off = {name: False for name, _ in facts.flags if more or name in given}
        sure &= facts.held(off | flags_given(facts, arguments))
    for names, place, kind in (
        (facts.parameters, Place.PARAMETERS, Kind.PARAMETER),
        (facts.buffers, Place.BUFFERS, Kind.TENSOR),
        (facts.submodules, Place.MODULES, Kind.MODULE),
    ):
        for name in names:
            made: dict[Kind, Value] = {
                Kind.PARAMETER: Parameter(fresh=False),
                Kind.TENSOR: Tensor(),
                Kind.MODULE: Module(),
            }
            value = made[kind] if name in sure else Unknown()
            slot = (machine.state.entries(name)[0].slot or Slot())._replace(initialised=True, held=((place, kind),))
            machine.state.names[name] = [Held(machine.here.guard, slot, value)]


def fill_itself(machine: Machine, facts: knowledge.TorchModule, kind: str, arguments: Arguments) -> None:
    """The children that a class which is itself an nn.Sequential, ModuleList, … gets from its base's constructor."""
    state, itself, before = machine.state, Module(torch=facts), len(machine.state.events)
    fill_container(machine, itself, kind, arguments)
    del state.events[before:]  # what is refused there is refused at a call of the class
    children = itself.children or Container()
    place = (Place.PARAMETERS, Kind.PARAMETER) if itself.sized else (Place.MODULES, Kind.MODULE)
    if arguments.open:
        children.exact, children.entries = False, [Entry(Unknown())]
    for number, entry in enumerate(children.entries):
        key = values.constant(entry.key) if entry.key is not None else str(number) if children.exact else values.MISSING
        slot = Slot(initialised=True, held=(place,))
        held = Held(machine.here.guard | entry.guard, slot, entry.value)
        if isinstance(key, str):
            state.names.setdefault(key, []).append(held)
        else:
            state.patterns.append((Pattern(text="{key}" if entry.key is not None else "{i}"), held))


PLACES = {library_attributes.PARAMETER: (Place.PARAMETERS, Kind.PARAMETER),
          library_attributes.BUFFER: (Place.BUFFERS, Kind.TENSOR),
          library_attributes.MODULE: (Place.MODULES, Kind.MODULE),
          library_attributes.PLAIN: (Place.ATTRIBUTE, Kind.OTHER)}


def inherit_recorded(machine: Machine, path: str, arguments: Arguments) -> None:
    """The names that another library's base sets; what only its defaults set is known where nothing is given."""
    state = machine.state
    usual = not (arguments.everything() or arguments.open)
    for name, kind in library_attributes.attribute_kinds(path).items():
        place = PLACES.get(library_attributes.USUALLY.get(kind, kind) if usual else kind)
        if place is not None and (place[0] is not Place.ATTRIBUTE or name not in state.names):
            made = {Kind.PARAMETER: Parameter(fresh=False), Kind.TENSOR: Tensor(grad=False),
                    Kind.MODULE: Module(keeps=None, borrowed=True)}
            slot = (state.entries(name)[0].slot or Slot())._replace(initialised=True, held=(place,))
            state.names[name] = [Held(machine.here.guard, slot, made.get(place[1], Unknown()))]
        elif kind == library_attributes.UNKNOWN or kind in library_attributes.USUALLY:
            state.forget(name)


def dataclass_init(machine: Machine, cls: ClassInfo, arguments: Arguments) -> None:
    """The `__init__` that @dataclass writes: fields in order, then `__post_init__`; no super().__init__()."""
    for owner in reversed([c for c in cls.family if c.annotations]):
        for name, at in owner.annotations.items():
            with machine.entered(Frame(owner.body_scope, owner, statement=at.node)):
                dataclass_field(machine, name, at.node)
    post = cls.find_method("__post_init__")
    if post is not None:
        call_function(machine, Function(post, machine.self_value), Arguments(open=True))


def dataclass_field(machine: Machine, name: str, statement: ast.AnnAssign) -> None:
    """One field: its value by annotation, unless it is no argument."""
    if isinstance(statement.value, ast.Call) and any(k.arg == "init" for k in statement.value.keywords):
        return
    if "ClassVar" in ast.unparse(statement.annotation):
        return
    value = promised_value(machine, statement.annotation) or Unknown()
    machine.state.operate(name, Operation.ASSIGN, value, machine.here, machine.site, None, machine.blame)


def instance_of(machine: Machine, cls: Class, arguments: Arguments) -> Value:
    """An instance of a class of the tree: a Module, another object that holds something, or Unknown."""
    info = cls.info
    everything = arguments.everything()
    machine.stored(*everything)
    if info.generates_init and not info.counts_as_module or "typing.NamedTuple" in info.mro:
        return plain_instance(machine, info, arguments)
    machine.state.escaped.update(v for o in everything for v in values.within(o) if isinstance(v, (Module, Parameter)))
    if info.counts_as_module:
        world, constants = machine.world, arguments.constants()  # what is found out later mustn't keep the machine
        result = Module(
            info=info, made=machine.site, label=info.name, keeps=None,
            describe=lambda: world.keeps_state(info), is_inert=lambda: world.is_inert(info, constants))
        machine.created(result, arguments)
        return result
    if info.has_unknown_base or "__new__" in info.methods:
        return Unknown(tuple(everything))
    return plain_instance(machine, info, arguments)


def plain_instance(machine: Machine, info: ClassInfo, arguments: Arguments) -> Value:
    """An object that is no Module: what its own constructor leaves on it, or its fields."""
    if info.generates_init or any(c == "typing.NamedTuple" for c in info.mro):
        members = dict(zip(info.annotations, arguments.positional)) | arguments.keywords
        return Holder(f"{info.name} object", tuple(members.values()), members=members, info=info)
    own = any(isinstance(part, Parameter) for given in arguments.everything() for part in values.within(given))
    world = machine.world

    def supply() -> dict[str, Value]:
        """What is on the object; of arguments that are annotated as tensors, some are Parameters here."""
        members = world.members(info)
        return {n: Unknown() if own and isinstance(v, Tensor) and v.borrowed else v for n, v in members.items()}

    return Holder(f"{info.name} object", info=info, supply=supply)
