"""Modules other than the one under construction: making them, their children, attributes and methods."""
from __future__ import annotations

import ast
import itertools

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import MODULE
from flake8_torchstate.knowledge.names import DICTS, LISTINGS, OWN_MODULE_METHODS
from flake8_torchstate.knowledge.reserved import RESERVED, TAKEN_KEYS
from flake8_torchstate.model import values
from flake8_torchstate.model.guards import Guard, consistent
from flake8_torchstate.model.registry import Kind, Operation
from flake8_torchstate.model.events import BadCall, BadKey, BadParameter, BadValue, Shared
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Entry, Function, Holder, Method, Module, NoneValue, Parameter, Pattern, Plain,
    Tensor, Unknown, Value)
from flake8_torchstate.run.containers import add, as_container, as_pair, container_method, extend_container, pair
from flake8_torchstate.run.effects import fix_device, note_move, unknown_call
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.registering import is_parameter, refuse_name, refuse_pattern


def make_torch_module(machine: Machine, facts: knowledge.TorchModule, arguments: Arguments) -> Value:
    """An instance of a torch.nn class."""
    name = facts.path.split(".")[-1]
    result = Module(torch=facts, made=machine.site, label=f"nn.{name}" if facts.path.startswith("torch.nn.") else name)
    if facts.container is not None:
        fill_container(machine, result, facts.container, arguments)
    else:
        result.keeps = keeps_state(facts, arguments)
        result.held = facts.held(flags_given(facts, arguments)) if facts.known else None
        result.trains = facts.training_dependent
        device = arguments.keywords.get("device")
        if device is not None and machine.state.constructing:
            fix_device(machine, device, arguments)
    machine.created(result, arguments)
    return result


def keeps_state(facts: knowledge.TorchModule, arguments: Arguments) -> bool:
    """Whether an instance made with these arguments holds parameters, buffers or submodules."""
    if not facts.known:
        return not facts.stateless
    return bool(facts.held(flags_given(facts, arguments)))


def says_nothing_of(path: str, node: ast.Call) -> bool:
    """Whether the arguments of a call say nothing of the torch.nn layer that it makes: they are sizes and the like."""
    facts = knowledge.torch_module(path)
    if facts is None or facts.container is not None or facts.path == MODULE:
        return False
    named = {keyword.arg for keyword in node.keywords}
    if not named.isdisjoint((None, "device")) or any(isinstance(argument, ast.Starred) for argument in node.args):
        return False
    return all(
        name not in named and (name not in facts.arguments or facts.arguments.index(name) >= len(node.args))
        for name, _ in facts.flags)


def flags_given(facts: knowledge.TorchModule, arguments: Arguments) -> dict[str, bool]:
    """The constructor's flags that a call decides: a tensor or a true constant is on, None or a false one off."""
    found: dict[str, bool] = {}
    for name, _ in facts.flags:
        index = facts.arguments.index(name) if name in facts.arguments else len(arguments.positional)
        value = arguments.get(index, name)
        known = values.constant(value) if value is not None else values.MISSING
        if known is not values.MISSING:
            found[name] = bool(known)
        elif value is not None and values.is_tensor(value):
            found[name] = True
    return found


def fill_container(machine: Machine, module: Module, kind: str, arguments: Arguments) -> None:
    """The children that nn.Sequential, ModuleList, ModuleDict, ParameterList or ParameterDict gets at once."""
    children = Container(kind="OrderedDict" if kind.endswith("Dict") else "list")
    module.children, module.label, module.sized = children, f"nn.{kind}", kind.startswith("Parameter")
    check_call(machine, module, kind, arguments)
    first = arguments.positional[0] if arguments.positional else arguments.keywords.get("modules")
    keyed = kind.endswith("Dict") or (isinstance(first, Container) and first.kind in DICTS)
    if keyed and isinstance(first, Container) and not kind.endswith("Dict") and refuses(kind, first, arguments):
        machine.state.events.append(BadValue(machine.site, f"nn.{kind}", first, "modules"))
    if kind == "Sequential" and not keyed:
        children.exact = not arguments.starred
        spread = [s for s in map(as_container, arguments.starred) if s is not None]
        given = [Entry(v) for v in arguments.positional]
        given += [Entry(e.value, None, None, e.shared, e.guard) for s in spread for e in s.entries]
        given += [Entry(Unknown((s,))) for s in arguments.starred if as_container(s) is None]
        for entry in given:
            add(machine, children, entry)
    elif first is not None:
        source = as_container(first)
        children.exact = source is not None and source.exact
        found = source.entries if source is not None else [Entry(Unknown((first,)))]
        children.entries = [as_pair(e) if keyed else Entry(e.value, None, None, e.shared, e.guard) for e in found]
    children.entries = [entry for entry in children.entries if machine.here.meets(entry.guard)]
    sources = map(as_container, [*arguments.positional, *arguments.starred])
    loose = any(source is not None and not source.exact for source in sources)
    beside = loose and any(isinstance(entry.value, Module) for entry in children.entries)
    for entry in children.entries:  # a number beside modules may have been taken out, or held a place
        check_child(machine, kind, Entry(Unknown(), None, entry.key) if beside and isinstance(
            entry.value, Plain) else entry)
    note_shared(machine, children)


def check_call(machine: Machine, module: Module, kind: str, arguments: Arguments) -> None:
    """The number of arguments that a container takes, and their names; what is no container of any kind."""
    named = set(module.torch.arguments) if module.torch is not None else set()
    lacking = [keyword for keyword in arguments.keywords if keyword not in named]
    if kind != "Sequential" and len(arguments.positional) > 1:
        machine.state.events.append(BadCall(machine.site, f"nn.{kind}"))
    elif lacking:
        machine.state.events.append(BadCall(machine.site, f"nn.{kind}", lacking[0]))
    elif kind != "Sequential" and arguments.positional:
        first = arguments.positional[0]
        made = isinstance(first, Module) and not first.borrowed and first.torch is not None
        if isinstance(first, Module) and made and first.torch is not None and first.torch.container is None:
            machine.state.events.append(BadValue(machine.site, f"nn.{kind}", first, "several of them"))


def refuses(kind: str, given: Container, arguments: Arguments) -> bool:
    """Whether nn.Sequential or nn.ModuleList can't be made of a dict."""
    if kind == "Sequential":
        return not given.borrowed and given.kind != "OrderedDict"
    written = bool(arguments.nodes) and isinstance(arguments.nodes[0], (ast.Dict, ast.DictComp))
    return kind == "ModuleList" and written and given.surely_filled


def check_child(machine: Machine, kind: str, entry: Entry) -> None:
    """What a container of modules refuses: a value of the wrong kind, a key that can't be."""
    parameters = kind.startswith("Parameter")
    wrong = isinstance(entry.value, (Container, Function, Class, Plain)) or values.is_tensor(entry.value)
    if isinstance(entry.value, Dotted):
        path = entry.value.path
        wrong = path.startswith("torch.") and (
            knowledge.function(path) is not None or knowledge.torch_module(path) is not None
        )
    if isinstance(entry.value, Holder):
        wrong = entry.value.what in ("lambda", "partial")
    if parameters and isinstance(entry.value, Tensor) and entry.value.dtype in ("int", "bool"):
        machine.state.events.append(BadParameter(machine.site, None, None))
    if wrong and not parameters:
        machine.state.events.append(BadValue(machine.site, f"nn.{kind}", entry.value, "a Module"))
    if entry.key is not None:
        check_key(machine, kind, entry.key)


def check_key(machine: Machine, kind: str, key: Value) -> None:
    """A key that isn't a string, is refused as a name, or is the container's own."""
    known = values.constant(key)
    if isinstance(key, Container) or (isinstance(key, Plain) and not key.known and key.of == "int"):
        machine.state.events.append(
            BadKey(machine.site, "a tuple" if isinstance(key, Container) else "an integer", f"nn.{kind}", False)
        )
        return
    operation = Operation.REGISTER_PARAMETER if kind == "ParameterDict" else Operation.ADD_MODULE
    if known is values.MISSING or isinstance(key, Pattern):
        refuse_pattern(machine, key, operation, Kind.NONE)
        return
    if not isinstance(known, str):
        machine.state.events.append(BadKey(machine.site, repr(known), f"nn.{kind}", False))
    elif known in TAKEN_KEYS.get(kind, RESERVED):
        machine.state.events.append(BadKey(machine.site, known, f"nn.{kind}", True))
    elif "." in known or known == "":
        refuse_name(machine, known, operation)


def note_shared(machine: Machine, children: Container) -> None:
    """One module object with state in several places of a container."""
    guards: dict[Value, list[Guard]] = {}
    for entry in children.entries:
        guards.setdefault(entry.value, []).append(entry.guard)
    looked_at: set[Value] = set()
    for entry in children.entries:
        module = entry.value
        if not isinstance(module, Module) or module.borrowed or (entry.shared is None and module in looked_at):
            continue
        looked_at.add(module)
        meet = any(consistent(first, second) for first, second in itertools.combinations(guards[module], 2))
        if entry.shared is None and not meet:
            continue
        if module.known_state is not True:
            continue
        if module not in machine.state.registered_guards():  # else it's shared on purpose
            machine.state.events.append(Shared(entry.shared or machine.site, module, guard=machine.here.guard))
            return


def module_method(machine: Machine, owner: Module, name: str, arguments: Arguments) -> Value:
    """A method of another module."""
    if name in OWN_MODULE_METHODS:
        if name in ("cuda", "to") and machine.state.constructing:
            note_move(machine, name, arguments)
        return owner
    kind = owner.torch.container if owner.torch is not None else None
    if owner.children is not None and kind is not None:
        if name in (
            "append",
            "extend",
            "insert",
            "add_module",
            "register_module",
            "update",
            "__setitem__",
            "register_parameter",
        ):
            return add_children(machine, owner, kind, name, arguments)
        if name in ("items", "keys", "values", "named_children", "children", "pop") and kind is not None:
            view = {"named_children": "items", "children": "values"}.get(name, name)
            return container_method(machine, owner.children, view, arguments)
    if name in LISTINGS:
        return listing(machine, name, owner)
    if name in ("add_module", "register_module", "register_buffer", "register_parameter"):
        machine.stored(*arguments.everything())
        machine.state.escaped.update(v for o in arguments.everything() for v in values.within(o))
        if name == "register_parameter":
            is_parameter(arguments.get(1, "param"))
        return NoneValue()
    machine.use(owner, *arguments.everything())
    return unknown_call(machine, arguments)


def listing(machine: Machine, name: str, owner: Module | None = None) -> Value:
    """parameters(), named_modules(), …: what is registered there already.

    Where the Parameters of a module that the code makes are registered, nothing of it is lost.
    """
    kinds: dict[str, Value] = {"parameters": Parameter(grad=True, fresh=False), "modules": Module(borrowed=True),
                               "children": Module(borrowed=True)}
    inner = kinds.get(name.removeprefix("named_"))
    if inner is None:
        return Unknown()
    if owner is not None and isinstance(inner, Parameter) and not owner.borrowed:
        machine.state.listed.append((owner, inner))
    machine.state.escaped.add(inner)
    return Container(
        kind="generator",
        exact=False,
        entries=[Entry(pair(Plain(of="str"), inner) if name.startswith("named_") else inner)],
    )


def add_children(machine: Machine, owner: Module, kind: str, name: str, arguments: Arguments) -> Value:
    """What is added to an nn.ModuleList, Sequential, ModuleDict, ParameterList or ParameterDict later."""
    children = owner.children
    assert children is not None
    before = set(children.values())
    added = Container(kind=children.kind)
    if name in ("extend", "update"):
        extend_container(machine, added, arguments)
    elif name in ("add_module", "register_module", "insert", "__setitem__", "register_parameter"):
        keyed = name != "insert" and kind.endswith("Dict")
        keyed = keyed or (name != "insert" and kind == "Sequential" and name != "__setitem__")
        for value in [
            *arguments.positional[1:],
            *(v for k, v in arguments.keywords.items() if k in ("module", "param")),
        ]:
            added.entries.append(
                Entry(value, None, arguments.positional[0] if keyed and arguments.positional else None)
            )
    else:
        added.entries = [Entry(v) for v in arguments.everything()]
    for entry in added.entries:
        machine.stored(entry.value)
        if name != "__setitem__" or kind != "Sequential":
            check_child(machine, kind, entry)
    children.exact = children.exact and added.exact and not machine.flow.loops
    for entry in added.entries:
        entry.guard = entry.guard or machine.here.guard
        add(machine, children, entry)
    note_shared_later(machine, before, added, name)
    return owner if name != "update" else NoneValue()


def note_shared_later(machine: Machine, before: set[Value], added: Container, name: str) -> None:
    """`[m] * n` given to `extend`, or one module appended in each round of a loop."""
    for entry in added.entries:
        module = entry.value
        if not isinstance(module, Module) or module.borrowed:
            continue
        if name == "__setitem__" and module in before:
            continue  # a child put in its own place
        again = module in before or machine.flow.from_before_loop(module)
        if (entry.shared is not None or (again and machine.flow.loops)) and module.known_state is True:
            machine.state.events.append(Shared(entry.shared or machine.site, module, guard=machine.here.guard))
            return


def module_member(machine: Machine, owner: Module, name: str) -> Value:
    """An attribute of another module: what its class registers, or a method of it."""
    if name in owner.members:
        return owner.members[name]
    facts = owner.torch
    found: Value | None = None
    if facts is not None:
        if owner.held is not None and name in facts.optional and name not in owner.held:
            found = NoneValue()
        elif name in facts.parameters:
            found = Parameter(
                grad=None if owner.borrowed else True, fresh=False, made=None if owner.borrowed else owner.made
            )
        elif name in facts.buffers:
            found = Tensor(grad=False)
        elif name in facts.submodules:
            found = Module(borrowed=False, label=name)
    elif owner.info is not None:
        found = machine.world.member(owner.info, name)
    if found is None and name == "training":
        return Plain()
    if found is None:
        if name in RESERVED or facts is not None or owner.info is None:
            return Method(owner, name)
        found = Unknown() if not owner.info.defines(name) else Method(owner, name)
    if isinstance(found, Parameter) and not owner.borrowed:
        machine.state.listed.append((owner, found))
    if not isinstance(found, Method):
        owner.members[name] = found
    return found
