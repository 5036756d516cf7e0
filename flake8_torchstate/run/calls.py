"""What calls give: torch's functions and classes, tensors' methods, built-ins, containers, partials and lambdas.

What a function of the source tree gives is `interpret.py`'s business.  What torch returns is read from the facts
recorded from it; a call that isn't known is Unknown and carries what went into it.
"""
from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flake8_torchstate import knowledge
from flake8_torchstate.model import values
from flake8_torchstate.run import conditions, tensors
from flake8_torchstate.code.classes import MODULE, canonical, is_module_path
from flake8_torchstate.knowledge import Returns, libraries
from flake8_torchstate.run.machine import Frame
from flake8_torchstate.knowledge.names import (
    BUFFER_CLASSES, COLLECTIONS, DICTS, DICT_METHODS, LISTINGS, MODULE_TOOLS, OWN_MODULE_METHODS, PARAMETER_CLASSES,
    PARAMETER_DICT_METHODS, PLAIN_BUILTINS, PLAIN_PACKAGES, RESERVED, SEQUENTIAL_METHODS, TENSOR_CLASSES)
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.model.state import BadKey, BadParameter, BadValue, Shared, Undeviced
from flake8_torchstate.model.values import (
    Buffer, Class, Container, Dotted, Entry, Function, Holder, Method, Module, NoneValue, Option, Parameter, Pattern,
    Plain, SelfValue, SuperValue, Tensor, Unknown, Value)

if TYPE_CHECKING:
    from flake8_torchstate.run.evaluate import Evaluator

SLICE = Plain()


@dataclass
class Arguments:
    """The evaluated arguments of a call; `starred` are `*` items that aren't known one by one."""

    call: ast.Call | None = None
    positional: list[Value] = field(default_factory=list)
    nodes: list[ast.expr] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    starred: list[Value] = field(default_factory=list)
    open: bool = False

    def take_keywords(self, value: Value) -> None:
        """`**value`."""
        if isinstance(value, Container) and value.exact:
            for entry in value.entries:
                key = values.constant(entry.key) if entry.key is not None else None
                if isinstance(key, str):
                    self.keywords.setdefault(key, entry.value)
        else:
            self.open = True
            self.starred.append(value)

    def get(self, index: int, name: str) -> Value | None:
        """The argument at a position or under a keyword."""
        if index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(name)

    def node(self, index: int, name: str) -> ast.expr | None:
        """The expression of that argument."""
        if self.call is None:
            return None
        for keyword in self.call.keywords:
            if keyword.arg == name:
                return keyword.value
        return self.nodes[index] if index < len(self.nodes) else None

    def everything(self) -> list[Value]:
        """All values that go in."""
        return [*self.positional, *self.keywords.values(), *self.starred]

    def text(self) -> str:
        """The keys of all arguments, for telling the same call again."""
        return repr([v.key for v in self.everything()])


@dataclass(eq=False)
class LambdaCall:
    """Calls a lambda where it was made."""

    machine: Evaluator
    node: ast.Lambda
    frame: Frame

    def __call__(self, arguments: Arguments) -> Value:
        """The value of the lambda's body for these arguments."""
        machine, outer = self.machine, self.frame
        if sum(f.outer is outer for f in machine.frames) > 2:
            return Unknown()
        frame = Frame(outer.scope, outer.owner, outer.function, outer, statement=machine.frame.statement)
        own = [*self.node.args.posonlyargs, *self.node.args.args]
        defaults = [None] * (len(own) - len(self.node.args.defaults)) + self.node.args.defaults
        with machine.entered(frame):
            for index, (parameter, default) in enumerate(zip(own, defaults)):
                given = arguments.get(index, parameter.arg)
                if given is None and default is not None:
                    given = machine.value(default)
                machine.bind(parameter.arg, given if given is not None else Unknown())
            return machine.value(self.node.body)


def call(machine: Evaluator, function: Value, arguments: Arguments) -> Value:
    """What calling one value gives."""
    if isinstance(function, Dotted):
        return call_dotted(machine, function.path, arguments)
    if isinstance(function, Function):
        return machine.call_function(function, arguments)
    if isinstance(function, Class):
        return machine.construct(function, arguments)
    if isinstance(function, Method):
        return call_method(machine, function.owner, function.name, arguments)
    if isinstance(function, Holder) and function.call is not None:
        result = function.call(arguments)
        return result if isinstance(result, Value) else Unknown()
    if isinstance(function, Module):
        machine.use(function, *arguments.everything())
        return Unknown()
    machine.use(*arguments.everything())
    if isinstance(function, Unknown) and all(conditions.fixed(v) or isinstance(v, Unknown) for v in arguments.everything()):
        return function.member(("call", arguments.text()))
    return unknown_call(machine, arguments, function)


def unknown_call(machine: Evaluator, arguments: Arguments, function: Value | None = None) -> Unknown:
    """The result of a call that can't be followed: it carries the Modules and Parameters that went in."""
    everything = arguments.everything()
    for value in everything:
        if isinstance(value, Container):
            value.exact = value.exact and value.kind in ("tuple", "range")  # it may be filled there
    carried = tuple(v for v in everything if isinstance(v, (Module, Parameter, Container, Unknown, Holder, values.Choice)))
    machine.stored.update(v for o in everything for v in values.within(o))
    if any(isinstance(v, SelfValue) for v in everything):
        machine.state.mark_read()
        machine.state.escaped.update(v for o in everything for v in values.within(o))
    return Unknown(carried)


# --- torch and other dotted names


def call_dotted(machine: Evaluator, path: str, arguments: Arguments) -> Value:
    """What a function or class known by its dotted name gives."""
    head = path.split(".")[0]
    if path.endswith(".__init__") and arguments.positional and isinstance(arguments.positional[0], SelfValue):
        machine.external_init(path.removesuffix(".__init__"), Arguments(arguments.call, arguments.positional[1:]))
        return NoneValue()
    if path == "builtins.dict.fromkeys":
        return from_keys(machine, arguments)
    if head == "torch":
        return call_torch(machine, path, arguments)
    if path in COLLECTIONS:
        return make_container(machine, path, arguments)
    special = SPECIAL.get(path)
    if special is not None:
        return special(machine, arguments)
    if head == "builtins":
        return call_builtin(machine, path.removeprefix("builtins."), arguments)
    if head in PLAIN_PACKAGES:
        machine.use(*arguments.everything())
        return Plain(of="array" if head == "numpy" else "")
    if libraries.is_module(path):
        return Module(keeps=None, made=machine.site, label=path.split(".")[-1])
    if path in machine.tensor_functions:
        return Tensor(grad=None)
    return unknown_call(machine, arguments)


def call_torch(machine: Evaluator, path: str, arguments: Arguments) -> Value:
    """What a function or class of torch gives."""
    if path in PARAMETER_CLASSES:
        return make_parameter(machine, path, arguments)
    if path in BUFFER_CLASSES:
        return make_buffer(arguments)
    if path == "torch.is_tensor" and arguments.positional:
        return test_kind(machine, arguments, "tensor")
    if path == "torch.device" and arguments.positional and isinstance(values.constant(arguments.positional[0]), str):
        return Plain(values.constant(arguments.positional[0]))
    facts = knowledge.torch_module(path)
    if facts is not None and facts.path != MODULE:
        return make_torch_module(machine, facts, arguments)
    if knowledge.is_distribution(path):
        held = tuple(v for o in arguments.everything() for v in values.within(o))
        return Holder(f"{path.split('.')[-1]} distribution", held)
    if path.startswith("torch.nn.Module.") and arguments.positional:
        return on_instance(machine, path.removeprefix("torch.nn.Module."), arguments)
    fact = knowledge.function(path)
    if fact is None and path in TENSOR_CLASSES:
        return Tensor(grad=False)
    if fact is not None and fact.returns is Returns.OTHER and path.startswith(MODULE_TOOLS):
        fact = None
    if fact is None:
        return Plain() if knowledge.is_plain_class(path) else torch_unknown(machine, path, arguments)
    machine.use(*arguments.everything())
    if fact.returns is Returns.ARGUMENT:
        return in_place(machine, path, fact, arguments)
    note_device(machine, fact, arguments)
    fact = settle(path, fact, arguments)
    result = tensors.from_function(path, fact, arguments.positional, arguments.keywords, machine.frame.no_grad)
    if isinstance(result, Tensor):
        tensors.spoil(result, arguments.everything(), machine.site)
        result.given = result.given or holds_data(path, arguments)
        if result.given and path in TENSOR_CLASSES:
            result.random, result.recomputable = False, True
    return result


DATA_FUNCTIONS = frozenset({"torch.tensor", "torch.as_tensor", "torch.asarray", "torch.from_numpy"})


def holds_data(path: str, arguments: Arguments) -> bool:
    """Whether a call puts values that come from elsewhere into a tensor: no first values of a weight.

    `torch.Tensor()` and `torch.Tensor([32])` do, `torch.Tensor(3, 4)` doesn't.
    """
    first = arguments.positional[0] if arguments.positional else None
    if path in TENSOR_CLASSES:
        array = isinstance(first, Plain) and first.of == "array"
        return first is None or array or isinstance(first, Container) or (
            isinstance(first, Unknown) and len(arguments.positional) == 1)
    return path in DATA_FUNCTIONS and first is not None and values.constant(first) is values.MISSING


def settle(path: str, fact: knowledge.Function, arguments: Arguments) -> knowledge.Function:
    """The facts of one call of a function that gives one kind or another by its arguments."""
    if fact.returns is not Returns.MIXED or arguments.open or arguments.starred:
        return fact
    last = arguments.positional[-1] if arguments.positional else None
    number = isinstance(last, Plain) and (last.of == "int" or type(last.constant) is int)
    returns = knowledge.returns_of_call(path, len(arguments.positional), frozenset(arguments.keywords),
                                        number, last is not None and values.is_tensor(last))
    return replace(fact, returns=returns or Returns.MIXED)


def on_instance(machine: Evaluator, name: str, arguments: Arguments) -> Value:
    """`nn.Module.name(self, …)`, or of another class: the method with its instance given first."""
    owner, *rest = arguments.positional
    later = Arguments(arguments.call, rest, arguments.nodes[1:], arguments.keywords, arguments.starred, arguments.open)
    if isinstance(owner, SelfValue) and name == "__init__":
        machine.external_init(MODULE, later)
        return NoneValue()
    return call_method(machine, owner, name, later)


def torch_unknown(machine: Evaluator, path: str, arguments: Arguments) -> Value:
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


def in_place(machine: Evaluator, path: str, fact: knowledge.Function, arguments: Arguments) -> Value:
    """A function that gives back its first argument: nn.init's, and those that end in an underscore."""
    if any(isinstance(v, SelfValue) for v in arguments.everything()):
        return torch_unknown(machine, path, arguments)
    first = arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), Unknown())
    if isinstance(first, Module) and path.startswith("torch.nn.utils."):
        release_names(first)
    if isinstance(first, Tensor) and fact.random:
        first.random, first.recomputable = True, False
    return first


def note_device(machine: Evaluator, fact: knowledge.Function, arguments: Arguments) -> None:
    """Note a tensor made without `device=` outside of construction, or with a fixed one in it."""
    if fact.takes_device and fact.factory and not arguments.open:
        device = arguments.keywords.get("device")
        if device is None and machine.within_forward and not any(values.is_tensor(v) for v in arguments.everything()):
            machine.state.events.append(Undeviced(machine.site, None, arguments.call))
        elif device is not None and machine.state.constructing:
            fix_device(machine, device, arguments)


def fix_device(machine: Evaluator, device: Value, arguments: Arguments) -> None:
    """Note a device that construction fixes."""
    known = values.constant(device)
    if isinstance(known, str) and known.split(":")[0] not in ("cpu", "meta"):
        machine.state.events.append(Undeviced(machine.blame, known, arguments.call))


def make_parameter(machine: Evaluator, path: str, arguments: Arguments) -> Value:
    """nn.Parameter(data, requires_grad=True)."""
    data = arguments.get(0, "data")
    asked = arguments.get(1, "requires_grad") if not path.endswith("UninitializedParameter") else arguments.get(0, "requires_grad")
    known = values.constant(asked) if asked is not None else True
    grad = None if known is values.MISSING else bool(known)
    dtype = tensors.dtype_of(data) if data is not None else None
    if grad and dtype in ("int", "bool") and isinstance(data, (Tensor, Parameter)):
        machine.state.events.append(BadParameter(machine.site, None, arguments.call))
    result = Parameter(grad=grad, dtype=dtype, made=machine.site)
    machine.created(result)
    return result


def make_buffer(arguments: Arguments) -> Value:
    """nn.Buffer(data, persistent=True)."""
    persistent = arguments.keywords.get("persistent")
    return Buffer(persistent=persistent is None or values.constant(persistent) is not False)


def make_torch_module(machine: Evaluator, facts: knowledge.TorchModule, arguments: Arguments) -> Value:
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
    machine.created(result)
    return result


def keeps_state(facts: knowledge.TorchModule, arguments: Arguments) -> bool:
    """Whether an instance made with these arguments holds parameters, buffers or submodules."""
    if not facts.known:
        return not facts.stateless
    return bool(facts.held(flags_given(facts, arguments)))


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


def fill_container(machine: Evaluator, module: Module, kind: str, arguments: Arguments) -> None:
    """The children that nn.Sequential, ModuleList, ModuleDict, ParameterList or ParameterDict gets at once."""
    children = Container(kind="OrderedDict" if kind.endswith("Dict") else "list")
    module.children, module.label, module.sized = children, f"nn.{kind}", kind.startswith("Parameter")
    first = arguments.positional[0] if arguments.positional else arguments.keywords.get("modules")
    keyed = kind.endswith("Dict") or (isinstance(first, Container) and first.kind in DICTS)
    if kind == "Sequential" and not keyed:
        children.entries = [Entry(v) for v in arguments.positional]
        spread = [s for s in map(as_container, arguments.starred) if s is not None]
        children.entries += [Entry(e.value, None, None, e.shared) for s in spread for e in s.entries]
        children.exact = not arguments.starred
        children.entries += [Entry(Unknown((s,))) for s in arguments.starred if as_container(s) is None]
    elif first is not None:
        source = as_container(first)
        children.exact = source is not None and source.exact
        children.entries = [as_pair(e) if keyed else Entry(e.value, None, None, e.shared) for e in source.entries] if (
            source is not None) else [Entry(Unknown((first,)))]
    for entry in children.entries:
        check_child(machine, kind, entry)
    note_shared(machine, children)


def as_pair(entry: Entry) -> Entry:
    """An entry of a dict, or of a list of (key, value) tuples."""
    inner = entry.value
    if entry.key is None and isinstance(inner, Container) and inner.kind in ("tuple", "list") and len(inner.entries) == 2:
        return Entry(inner.entries[1].value, None, inner.entries[0].value, entry.shared)
    return Entry(entry.value, None, entry.key, entry.shared)


def check_child(machine: Evaluator, kind: str, entry: Entry) -> None:
    """What a container of modules refuses: a value of the wrong kind, a key that can't be."""
    parameters = kind.startswith("Parameter")
    wrong = isinstance(entry.value, (Container, Function, Class, Plain)) or values.is_tensor(entry.value)
    if isinstance(entry.value, Dotted):
        path = entry.value.path
        wrong = path.startswith("torch.") and (knowledge.function(path) is not None or knowledge.torch_module(path) is not None)
    if isinstance(entry.value, Holder):
        wrong = entry.value.what in ("lambda", "partial")
    if wrong and not parameters:
        machine.state.events.append(BadValue(machine.site, f"nn.{kind}", entry.value, "a Module"))
    if entry.key is not None:
        check_key(machine, kind, entry.key)


def check_key(machine: Evaluator, kind: str, key: Value) -> None:
    """A key that isn't a string, is refused as a name, or is the container's own."""
    known = values.constant(key)
    if isinstance(key, Container) or (isinstance(key, Plain) and not key.known and key.of == "int"):
        machine.state.events.append(BadKey(machine.site, "a tuple" if isinstance(key, Container) else "an integer", f"nn.{kind}", False))
        return
    if known is values.MISSING or isinstance(key, Pattern):
        return
    own = RESERVED | {"ModuleDict": DICT_METHODS, "ParameterDict": PARAMETER_DICT_METHODS}.get(kind, SEQUENTIAL_METHODS)
    if not isinstance(known, str):
        machine.state.events.append(BadKey(machine.site, repr(known), f"nn.{kind}", False))
    elif known in own:
        machine.state.events.append(BadKey(machine.site, known, f"nn.{kind}", True))
    elif "." in known or known == "":
        machine.refuse_name(known, Operation.REGISTER_PARAMETER if kind == "ParameterDict" else Operation.ADD_MODULE)


def note_shared(machine: Evaluator, children: Container) -> None:
    """One module object with state in several places of a container."""
    for entry in children.entries:
        module = entry.value
        if not isinstance(module, Module) or module.borrowed:
            continue
        if entry.shared is None and sum(module is e.value for e in children.entries) < 2:
            continue
        if module.known_state is not True:
            continue
        twice = sum(module is e.value for e in children.entries) > 1 and module not in machine.state.registered_guards()
        if entry.shared is not None or twice:
            machine.state.events.append(Shared(entry.shared or machine.site, module))
            return


# --- the standard library


def make_container(machine: Evaluator, path: str, arguments: Arguments) -> Value:
    """list(…), dict(…), OrderedDict(…), deque(…), and what gives the same items again."""
    kind = COLLECTIONS[path]
    result = Container(kind=kind, born=machine.here.guard)
    skip = 1 if kind == "defaultdict" else 0
    result.factory = arguments.positional[0] if skip and arguments.positional else None
    sources = arguments.positional[skip:] if path != "builtins.filter" else arguments.positional[1:]
    for value in sources[:None if path == "itertools.chain" else 1]:
        source = as_container(value)
        if source is None:
            result.exact = False
            result.entries.append(Entry(element_of(value)))
        else:
            result.exact = result.exact and source.exact and path != "builtins.filter"
            result.entries += [taken_over(kind, source, entry) for entry in source.entries]
    if kind in DICTS:
        result.entries += [Entry(v, None, Plain(k)) for k, v in arguments.keywords.items()]
    result.exact = result.exact and not arguments.starred
    result.entries += [Entry(element_of(v)) for v in arguments.starred]
    return result


def taken_over(kind: str, source: Container, entry: Entry) -> Entry:
    """What list(source), dict(source), … makes of one of its items."""
    if kind not in DICTS:
        return Entry(item_of(source, entry), None, None, entry.shared, entry.guard)
    return Entry(entry.value, None, entry.key, entry.shared, entry.guard) if source.kind in DICTS else as_pair(entry)


def from_keys(machine: Evaluator, arguments: Arguments) -> Value:
    """dict.fromkeys(keys, value): one value under all of them."""
    keys = as_container(arguments.positional[0]) if arguments.positional else None
    value = arguments.positional[1] if len(arguments.positional) > 1 else NoneValue()
    if keys is None:
        return Container(kind="dict", exact=False, entries=[Entry(value, None, None, machine.site)])
    shared = machine.site if len(keys.entries) > 1 or not keys.exact else None
    return Container(kind="dict", exact=keys.exact, entries=[Entry(value, None, item_of(keys, e), shared) for e in keys.entries])


def call_builtin(machine: Evaluator, name: str, arguments: Arguments) -> Value:
    """What a built-in function gives."""
    machine.use(*arguments.everything())
    handler = BUILTINS.get(name)
    if handler is not None:
        return handler(machine, arguments)
    if name in PLAIN_BUILTINS:
        return plain_builtin(name, arguments)
    if name in ("sum", "min", "max", "next") and arguments.positional:
        if len(arguments.positional) > 1 and name != "next":
            inner = values.choose(Option(o.guard, o.value) for v in arguments.positional for o in values.options(v))
        else:
            inner = element_of(arguments.positional[0])
        parts = [o.value for o in values.options(inner)]
        if name == "sum" and all(values.is_tensor(part) for part in parts):
            return tensors.combined(parts, machine.frame.no_grad, tensors.arithmetic_dtype(parts, False))
        if isinstance(inner, Plain) or (isinstance(inner, values.Choice) and all(isinstance(o.value, Plain) for o in inner.options)):
            return Plain()
        return inner if name != "sum" else Unknown()
    return unknown_call(machine, arguments)


CONVERSIONS: dict[str, Callable[[Any], Any]] = {"int": int, "float": float, "str": str, "bool": bool, "abs": abs}


def plain_builtin(name: str, arguments: Arguments) -> Plain:
    """A built-in that gives a number, a string or a truth: computed where its argument is a short constant."""
    first = arguments.positional[0] if arguments.positional else None
    known = values.constant(first) if first is not None else values.MISSING
    if name in CONVERSIONS and len(arguments.positional) == 1 and known is not values.MISSING:
        try:
            return Plain(CONVERSIONS[name](known))
        except (TypeError, ValueError, OverflowError):
            return Plain()
    if name == "str" and first is not None:
        return Pattern(text="{…}")
    sure = isinstance(first, Container) and all(e.guard <= first.born for e in first.entries)
    if name == "len" and isinstance(first, Container) and first.exact and not first.attached and sure:
        return Plain(len(first.entries))
    result = Plain()
    result.key = ("call", name, arguments.text())
    return result


def builtin_isinstance(machine: Evaluator, arguments: Arguments) -> Value:
    """isinstance(x, classes)."""
    if len(arguments.positional) != 2:
        return Plain()
    classes = arguments.positional[1]
    paths = [v.path for v in values.within(classes) if isinstance(v, Dotted)]
    found = [v for v in values.within(classes) if isinstance(v, (Dotted, Class))]
    for kind, wanted in (("tensor", TENSOR_CLASSES), ("module", {MODULE}), ("parameter", PARAMETER_CLASSES)):
        if paths and len(paths) == len(found) and all(p in wanted or canonical(p) in wanted for p in paths):
            return test_kind(machine, arguments, kind)
    if found and all(is_child_class(v) for v in found):
        return test_kind(machine, arguments, "child")
    return test_class(arguments.positional[0], classes, paths)


def is_child_class(value: Value) -> bool:
    """Whether a class derives from nn.Module."""
    if isinstance(value, Class):
        return value.info.is_module
    return isinstance(value, Dotted) and is_module_path(value.path)


def test_kind(machine: Evaluator, arguments: Arguments, kind: str) -> Value:
    """isinstance(x, Tensor), isinstance(x, nn.Module) or isinstance(x, nn.Parameter)."""
    node = arguments.nodes[0] if arguments.nodes else None
    name = node.id if isinstance(node, ast.Name) else None
    return conditions.truth_value(*conditions.narrow(machine, name, arguments.positional[0], kind))


def test_class(value: Value, classes: Value, paths: list[str]) -> Value:
    """isinstance with other classes: a known constant is decided for the plain built-in types."""
    plain = {"builtins.int": int, "builtins.float": float, "builtins.str": str, "builtins.bool": bool,
             "builtins.list": list, "builtins.tuple": tuple, "builtins.dict": dict}
    expected = [v for v in values.within(classes) if not isinstance(v, Container)]
    if len(paths) == len(expected) and all(p in plain for p in paths):
        types = tuple(plain[p] for p in paths)
        known = values.constant(value)
        if known is not values.MISSING:
            return Plain(isinstance(known, types))
        if isinstance(value, (Module, SelfValue, Holder)) or values.is_tensor(value):
            return Plain(False)
        if isinstance(value, Container) and value.kind in ("list", "tuple", "dict"):
            return Plain(f"builtins.{value.kind}" in paths)
    result = Plain()
    result.key = ("isinstance", value.key, tuple(v.key for v in expected))
    return result


def builtin_getattr(machine: Evaluator, arguments: Arguments) -> Value:
    """getattr(x, name, default)."""
    if len(arguments.positional) < 2:
        return Unknown()
    owner, name = arguments.positional[0], values.constant(arguments.positional[1])
    if not isinstance(name, str) or isinstance(arguments.positional[1], Pattern):
        return Unknown()
    if len(arguments.positional) > 2:
        if isinstance(owner, SelfValue):
            return machine.read_or(name, arguments.positional[2])
        if isinstance(owner, Unknown):
            return owner.member(name)
    return machine.attribute(owner, name)


def builtin_hasattr(machine: Evaluator, arguments: Arguments) -> Value:
    """hasattr(x, name)."""
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], SelfValue):
        name = values.constant(arguments.positional[1])
        if isinstance(name, str):
            return machine.has_self(name)
    result = Plain()
    result.key = ("hasattr", arguments.text())
    return result


def builtin_setattr(machine: Evaluator, arguments: Arguments) -> Value:
    """setattr(x, name, value)."""
    if len(arguments.positional) == 3:
        owner, name, value = arguments.positional
        machine.set_attribute(owner, name, value, arguments.nodes[2] if len(arguments.nodes) > 2 else None)
    return NoneValue()


def builtin_delattr(machine: Evaluator, arguments: Arguments) -> Value:
    """delattr(x, name)."""
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], SelfValue):
        name = values.constant(arguments.positional[1])
        if isinstance(name, str):
            machine.delete_self(name)
    return NoneValue()


def builtin_range(machine: Evaluator, arguments: Arguments) -> Value:
    """range(…): its numbers where there are few of them and they are known."""
    known = [values.constant(v) for v in arguments.positional]
    if known and not arguments.starred and all(isinstance(k, int) for k in known):
        try:
            numbers = range(*known)
        except (TypeError, ValueError):
            return Container(kind="range", exact=False, entries=[Entry(Plain(of="int"))])
        if len(numbers) <= 16:
            return Container(kind="range", entries=[Entry(Plain(n)) for n in numbers])
    return Container(kind="range", exact=False, entries=[Entry(Plain(of="int"))])


def builtin_enumerate(machine: Evaluator, arguments: Arguments) -> Value:
    """enumerate(items)."""
    source = as_container(arguments.positional[0]) if arguments.positional else None
    if source is None:
        inner = element_of(arguments.positional[0]) if arguments.positional else Unknown()
        return Container(kind="generator", exact=False, entries=[Entry(pair(Plain(of="int"), inner))])
    first = values.constant(arguments.positional[1]) if len(arguments.positional) > 1 else 0
    start = first if isinstance(first, int) else 0
    made = [Entry(pair(Plain(i) if source.exact else Plain(of="int"), item_of(source, e)))
            for i, e in enumerate(source.entries, start)]
    return Container(kind="generator", exact=source.exact, entries=made)


def builtin_zip(machine: Evaluator, arguments: Arguments) -> Value:
    """zip(a, b, …): item by item where all are known, else one of each."""
    sources = [as_container(v) for v in arguments.positional]
    if all(s is not None and s.exact for s in sources) and not arguments.starred:
        exact = [[item_of(s, e) for e in s.entries] for s in sources if s is not None]
        made = [Entry(Container(kind="tuple", entries=[Entry(v) for v in row])) for row in zip(*exact)]
        return Container(kind="generator", entries=made)
    row = Container(kind="tuple", entries=[Entry(element_of(v)) for v in arguments.positional])
    row.exact = not arguments.starred
    return Container(kind="generator", exact=False, entries=[Entry(row)])


def builtin_map(machine: Evaluator, arguments: Arguments) -> Value:
    """map(function, items)."""
    if len(arguments.positional) < 2:
        return Unknown()
    function, items = arguments.positional[0], arguments.positional[1]
    elements, exact = machine.elements(items)

    def called(element: Value) -> Value:
        return machine.each(function, lambda f: call(machine, f, Arguments(positional=[element])))

    made = [Entry(called(element)) for element in elements]
    return Container(kind="generator", exact=exact, entries=made)


def builtin_vars(machine: Evaluator, arguments: Arguments) -> Value:
    """vars(x): for `self` the dict that `self.__dict__` is."""
    owner = arguments.positional[0] if arguments.positional else None
    return Method(owner, "__dict__") if isinstance(owner, SelfValue) else Unknown()


def builtin_type(machine: Evaluator, arguments: Arguments) -> Value:
    """type(x)."""
    result = Unknown(some=True)
    result.key = ("type", arguments.text())
    return result


def pair(first: Value, second: Value) -> Container:
    """A tuple of two."""
    return Container(kind="tuple", entries=[Entry(first), Entry(second)])


def make_partial(machine: Evaluator, arguments: Arguments) -> Value:
    """functools.partial(function, …)."""
    if not arguments.positional:
        return Unknown()
    function, *given = arguments.positional

    def run(later: Arguments) -> Value:
        merged = Arguments(later.call, [*given, *later.positional], [], {**arguments.keywords, **later.keywords},
                           [*arguments.starred, *later.starred], arguments.open or later.open)
        return machine.each(function, lambda f: call(machine, f, merged))

    kept = (function, *given, *arguments.keywords.values())
    return Holder("partial", tuple(v for v in kept if not isinstance(v, (Function, Dotted, Class))), call=run)


def make_copy(machine: Evaluator, arguments: Arguments) -> Value:
    """copy.deepcopy(x) and copy.copy(x): the same kind of value, another object."""
    return copied(arguments.positional[0]) if arguments.positional else Unknown()


def copied(value: Value) -> Value:
    """Another object of the same kind."""
    if isinstance(value, Tensor):
        return Tensor(value.grad, value.history, value.dtype, None, value.random, value.recomputable, given=value.given)
    if isinstance(value, Parameter):
        return Parameter(value.grad, True, value.dtype)
    if isinstance(value, Module):
        return replace(value, borrowed=False, members={}, one_of=None)
    if isinstance(value, Container):
        entries = [Entry(copied(e.value), None, e.key) for e in value.entries]
        return Container(kind=value.kind, entries=entries, exact=value.exact)
    if isinstance(value, values.Choice):
        return values.choose(Option(o.guard, copied(o.value)) for o in value.options)
    return value if isinstance(value, (Plain, NoneValue, Function, Class, Dotted)) else Unknown()


def cast(machine: Evaluator, arguments: Arguments) -> Value:
    """typing.cast(type, x)."""
    return arguments.positional[1] if len(arguments.positional) > 1 else Unknown()


def hide(machine: Evaluator, arguments: Arguments) -> Value:
    """object.__setattr__(self, name, value): past nn.Module, on purpose."""
    if len(arguments.positional) > 1 and isinstance(arguments.positional[0], SelfValue):
        name = values.constant(arguments.positional[1])
        if isinstance(name, str):
            machine.state.hidden.add(name)
            machine.state.forget(name)
    return NoneValue()


SPECIAL: dict[str, Callable[[Any, Arguments], Value]] = {
    "functools.partial": make_partial, "copy.deepcopy": make_copy, "copy.copy": make_copy, "typing.cast": cast,
    "builtins.object.__setattr__": hide,
}
BUILTINS: dict[str, Callable[[Any, Arguments], Value]] = {
    "isinstance": builtin_isinstance, "getattr": builtin_getattr, "hasattr": builtin_hasattr,
    "setattr": builtin_setattr, "delattr": builtin_delattr, "range": builtin_range, "enumerate": builtin_enumerate,
    "zip": builtin_zip, "map": builtin_map, "vars": builtin_vars, "type": builtin_type,
}


# --- methods


def call_method(machine: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method of a value gives."""
    if isinstance(owner, (SelfValue, SuperValue)):
        return machine.call_self(owner, name, arguments)
    if values.is_tensor(owner):
        return tensor_method(machine, owner, name, arguments)
    if isinstance(owner, Container):
        return container_method(machine, owner, name, arguments)
    if isinstance(owner, Module):
        return module_method(machine, owner, name, arguments)
    if isinstance(owner, Plain):
        return plain_method(owner, name, arguments)
    return unknown_call(machine, arguments)


def tensor_method(machine: Evaluator, owner: Value, name: str, arguments: Arguments) -> Value:
    """A method of a tensor."""
    fact = knowledge.method(name)
    if fact is not None:
        fact = settle(f"torch.Tensor.{name}", fact, arguments)
    operands = [owner, *arguments.everything()]
    machine.use(*operands)
    if name == "requires_grad_":
        set_grad(owner, arguments.get(0, "requires_grad"))
        return owner
    if fact is None:
        return Unknown()
    if name == "type":
        fact = replace(fact, returns=Returns.TENSOR if arguments.everything() else Returns.OTHER)
    if name in ("cuda", "to") and machine.state.constructing:
        note_move(machine, name, arguments)
    if fact.returns is Returns.OTHER:
        return Plain()
    if fact.returns is Returns.TENSORS:
        return tensors.several([owner], machine.frame.no_grad)
    if same_object(machine, owner, name, fact, arguments):
        return owner
    if fact.returns not in (Returns.TENSOR, Returns.ARGUMENT):
        return Unknown()
    return method_result(machine, owner, name, fact, operands, arguments)


def same_object(machine: Evaluator, owner: Value, name: str, fact: knowledge.Function, arguments: Arguments) -> bool:
    """Whether a method gives back its own tensor: in-place operations, and casts that change nothing."""
    if isinstance(owner, Parameter) and name in ("float", "cpu", "contiguous"):
        return True
    in_place_call = name.endswith("_") and not name.endswith("__")
    if not in_place_call:
        return fact.grad is knowledge.Grad.SAME_OBJECT
    if isinstance(owner, Parameter) and owner.grad and fact.raises_on_leaf and not machine.frame.no_grad:
        machine.state.events.append(BadParameter(machine.site, f".{name}()", arguments.call))
        return True
    gives_history = tensors.any_grad(arguments.everything()) is True and not machine.frame.no_grad
    if gives_history and isinstance(owner, Parameter):
        return False
    if isinstance(owner, Tensor):
        if gives_history:
            owner.grad, owner.history = True, True
        owner.random = owner.random or fact.random
        owner.recomputable = owner.recomputable and not fact.random
    return True


def method_result(machine: Evaluator, owner: Value, name: str, fact: knowledge.Function, operands: list[Value],
                  arguments: Arguments) -> Value:
    """The new tensor that a method gives."""
    cast_to = tensors.cast_name(name)
    given = tensors.dtype_argument(arguments.keywords.get("dtype"))
    if name in ("to", "type"):
        found = [d for d in map(tensors.dtype_argument, arguments.positional) if d]
        given = found[0] if found else given
        devices = all(isinstance(values.constant(v), str) or values.is_tensor(v) for v in arguments.positional)
        cast_to = given or (tensors.dtype_of(owner) if devices and given == "" and name == "to" else None)
        dtype = cast_to
    else:
        dtype = cast_to or tensors.result_dtype(name, fact.dtype, operands, given)
    result = tensors.combined(operands, machine.frame.no_grad, dtype)
    if fact.grad is knowledge.Grad.DETACHED or name == "detach" or dtype in ("int", "bool"):
        result.grad, result.history = False, False
    if name.startswith("new_"):
        asked = arguments.keywords.get("requires_grad")
        result.grad, result.history = asked is not None and values.constant(asked) is True, False
    result.random = result.random or fact.random
    return tensors.spoil(result, operands, machine.site)


def set_grad(owner: Value, asked: Value | None) -> None:
    """`x.requires_grad_(flag)` and `x.requires_grad = flag`."""
    known = True if asked is None else values.constant(asked)
    if isinstance(owner, (Tensor, Parameter)):
        owner.grad = None if known is values.MISSING else bool(known)
    if isinstance(owner, Tensor) and owner.grad is False:
        owner.given = True  # somebody says that it isn't trained


def note_move(machine: Evaluator, name: str, arguments: Arguments) -> None:
    """Note `.cuda()` or `.to("cuda")` in construction."""
    if name == "cuda":
        machine.state.events.append(Undeviced(machine.blame, "cuda", arguments.call))
    elif arguments.get(0, "device") is not None:
        fix_device(machine, arguments.get(0, "device") or NoneValue(), arguments)


def container_method(machine: Evaluator, owner: Container, name: str, arguments: Arguments) -> Value:
    """A method of a list, dict, set or deque."""
    given = arguments.positional
    if name in ("append", "add", "appendleft") and given:
        put(machine, owner, given[0], expression=arguments.node(0, "object"))
    elif name == "insert" and len(given) == 2:
        put(machine, owner, given[1], expression=arguments.node(1, "object"))
    elif name == "setdefault" and given:
        put(machine, owner, given[1] if len(given) > 1 else NoneValue(), given[0])
        return given[1] if len(given) > 1 else NoneValue()
    elif name in ("extend", "update", "extendleft"):
        extend(machine, owner, arguments)
    elif name in ("clear", "pop", "popitem", "remove", "discard", "popleft"):
        if name == "clear":
            owner.entries.clear()
        owner.exact = owner.exact and name == "clear" and machine.here.guard <= owner.born
        return element_of(owner) if name.startswith("pop") else NoneValue()
    elif name in ("items", "keys", "values", "copy", "get", "__getitem__"):
        return dict_view(machine, owner, name, arguments)
    elif name in ("index", "count"):
        return Plain()
    elif name not in ("reverse", "sort", "rotate"):
        return Container(kind=owner.kind, entries=list(owner.entries), exact=False)
    return NoneValue()


def dict_view(machine: Evaluator, owner: Container, name: str, arguments: Arguments) -> Value:
    """items(), keys(), values(), copy(), get(key, default)."""
    if name == "copy":
        return Container(kind=owner.kind, entries=list(owner.entries), exact=owner.exact)
    if name in ("get", "__getitem__"):
        return item(machine, owner, arguments.positional[0]) if arguments.positional else Unknown()
    entries = [Entry(e.value, None, None, e.shared) for e in owner.entries]
    if name == "keys":
        entries = [Entry(e.key or Unknown()) for e in owner.entries]
    elif name == "items":
        entries = [Entry(pair(e.key or Unknown(), e.value)) for e in owner.entries]
    return Container(kind="generator", entries=entries, exact=owner.exact)


def extend(machine: Evaluator, owner: Container, arguments: Arguments) -> None:
    """`.extend(items)`, `.update(items)`."""
    for value in [*arguments.positional, *arguments.starred]:
        source = as_container(value)
        if source is None:
            owner.exact = False
            put(machine, owner, element_of(value))
            continue
        owner.exact = owner.exact and source.exact
        for entry in source.entries:
            pair_entry = as_pair(entry) if owner.kind in DICTS else entry
            put(machine, owner, pair_entry.value, pair_entry.key, pair_entry.shared)
    for key, value in arguments.keywords.items():
        put(machine, owner, value, Plain(key))


def put(machine: Evaluator, owner: Container, value: Value, key: Value | None = None, shared: Any = None,
        expression: ast.expr | None = None) -> None:
    """Put an item into a container; where the key is there already, in its place."""
    site = machine.site if owner.attached else None
    if key is not None:
        owner.entries = [e for e in owner.entries if e.key is None or e.key.key != key.key or e.guard != machine.here.guard]
    owner.entries.append(Entry(value, site, key, shared, machine.here.guard, expression))
    machine.stored.update(v for v in values.within(value) if owner.attached)
    if owner.attached:
        attach(value)
    if machine.loops and not machine.unrolling:
        owner.exact = False


def attach(value: Value) -> None:
    """Note that `self` holds the containers of a value from now on."""
    for inner in values.within(value):
        if isinstance(inner, Container):
            inner.attached = True
        elif isinstance(inner, Parameter):
            inner.fresh = False


def module_method(machine: Evaluator, owner: Module, name: str, arguments: Arguments) -> Value:
    """A method of another module."""
    if owner.info is not None and owner.info.defines(name):
        machine.use(owner, *arguments.everything())
        return machine.annotated_method(owner, name, arguments)
    if name in OWN_MODULE_METHODS:
        if name in ("cuda", "to") and machine.state.constructing:
            note_move(machine, name, arguments)
        return owner
    kind = owner.torch.container if owner.torch is not None else None
    if owner.children is not None and kind is not None:
        if name in ("append", "extend", "insert", "add_module", "register_module", "update", "__setitem__", "register_parameter"):
            return add_children(machine, owner, kind, name, arguments)
        if name in ("items", "keys", "values", "named_children", "children", "pop") and kind is not None:
            view = {"named_children": "items", "children": "values"}.get(name, name)
            return container_method(machine, owner.children, view, arguments)
    if name in LISTINGS:
        return listing(machine, name)
    if name in ("add_module", "register_module", "register_buffer", "register_parameter"):
        machine.stored.update(v for o in arguments.everything() for v in values.within(o))
        machine.state.escaped.update(v for o in arguments.everything() for v in values.within(o))
        return NoneValue()
    machine.use(owner, *arguments.everything())
    return unknown_call(machine, arguments)


def listing(machine: Evaluator, name: str) -> Value:
    """parameters(), named_modules(), …: what is registered there already."""
    kinds: dict[str, Value] = {"parameters": Parameter(grad=True, fresh=False), "modules": Module(borrowed=True),
                               "children": Module(borrowed=True)}
    inner = kinds.get(name.removeprefix("named_"))
    if inner is None:
        return Unknown()
    machine.state.escaped.add(inner)
    return Container(kind="generator", exact=False, entries=[Entry(pair(Plain(of="str"), inner) if name.startswith("named_") else inner)])


def add_children(machine: Evaluator, owner: Module, kind: str, name: str, arguments: Arguments) -> Value:
    """What is added to an nn.ModuleList, Sequential, ModuleDict, ParameterList or ParameterDict later."""
    children = owner.children
    assert children is not None
    before = len(children.entries)
    added = Container(kind=children.kind)
    if name in ("extend", "update"):
        extend(machine, added, arguments)
    elif name in ("add_module", "register_module", "insert", "__setitem__", "register_parameter"):
        keyed = name != "insert" and kind.endswith("Dict")
        keyed = keyed or (name != "insert" and kind == "Sequential" and name != "__setitem__")
        for value in [*arguments.positional[1:], *(v for k, v in arguments.keywords.items() if k in ("module", "param"))]:
            added.entries.append(Entry(value, None, arguments.positional[0] if keyed and arguments.positional else None))
    else:
        added.entries = [Entry(v) for v in arguments.everything()]
    for entry in added.entries:
        machine.stored.update(v for v in values.within(entry.value))
        if name != "__setitem__" or kind != "Sequential":
            check_child(machine, kind, entry)
    children.entries += added.entries
    children.exact = children.exact and added.exact and not machine.loops
    if len(children.entries) > before:
        note_shared_later(machine, owner, added, name)
    return owner if name != "update" else NoneValue()


def note_shared_later(machine: Evaluator, owner: Module, added: Container, name: str) -> None:
    """`[m] * n` given to `extend`, or one module appended in each round of a loop."""
    present_already = owner.children.entries[:-len(added.entries)] if owner.children is not None else []
    for entry in added.entries:
        module = entry.value
        if not isinstance(module, Module) or module.borrowed:
            continue
        if name == "__setitem__" and any(module is e.value for e in present_already):
            continue  # a child put in its own place
        again = any(module is e.value for e in present_already) or machine.from_before_loop(module)
        if (entry.shared is not None or (again and machine.loops)) and module.known_state is True:
            machine.state.events.append(Shared(entry.shared or machine.site, module))
            return


def module_member(machine: Evaluator, owner: Module, name: str) -> Value:
    """An attribute of another module: what its class registers, or a method of it."""
    if name in owner.members:
        return owner.members[name]
    facts = owner.torch
    found: Value | None = None
    if facts is not None:
        if owner.held is not None and name in facts.optional and name not in owner.held:
            found = NoneValue()
        elif name in facts.parameters:
            found = Parameter(grad=None if owner.borrowed else True, fresh=False, made=None if owner.borrowed else owner.made)
        elif name in facts.buffers:
            found = Tensor(grad=False)
        elif name in facts.submodules:
            found = Module(borrowed=False, label=name)
    elif owner.info is not None:
        found = machine.instance_member(owner, name)
    if found is None and name == "training":
        return Plain()
    if found is None:
        if name in RESERVED or facts is not None or owner.info is None:
            return Method(owner, name)
        found = Unknown() if not owner.info.defines(name) else Method(owner, name)
    if not isinstance(found, Method):
        owner.members[name] = found
    return found


SAFE_STRING_METHODS = frozenset(
    "lower upper strip lstrip rstrip replace split title capitalize startswith endswith join removeprefix removesuffix".split())


def plain_method(owner: Plain, name: str, arguments: Arguments) -> Value:
    """A method of a string, number or array: strings are computed where all is known and short."""
    known = [values.constant(v) for v in arguments.positional]
    if isinstance(owner.constant, str) and not arguments.keywords and values.MISSING not in known:
        if name in SAFE_STRING_METHODS or name == "format":
            try:
                return wrapped(getattr(owner.constant, name)(*known))
            except Exception:  # a call that Python refuses is its author's matter
                return Plain()
    if isinstance(owner.constant, str) and name == "format":
        return Pattern(text=owner.constant.replace("{}", "{…}"), literal=owner.constant.replace("{}", ""))
    if name in ("replace", "format", "join", "lower", "upper", "strip"):
        return Pattern(text="{…}")
    result = Plain()
    result.key = ("method", owner.key, name, arguments.text())
    return result


def wrapped(result: Any) -> Value:
    """A Python value as a constant, a list of them as a container."""
    if isinstance(result, list):
        return Container(entries=[Entry(Plain(r)) for r in result])
    return Plain(result)


# --- items


def present(value: Value) -> Value:
    """A value that is used in a way that None can't be: without the option that it's None."""
    if not isinstance(value, values.Choice):
        return value
    kept = [o for o in value.options if not isinstance(o.value, NoneValue)]
    return value if len(kept) in (0, len(value.options)) else values.choose(kept)


def as_container(value: Value) -> Container | None:
    """The items behind a value that can be iterated: a container, or a Module that holds children."""
    if isinstance(value, Container):
        return value
    if isinstance(value, Module):
        return value.children
    return None


def item_of(container: Container, entry: Entry) -> Value:
    """What iterating over a container gives for one entry: a dict's key, else the value."""
    if container.kind in DICTS:
        return entry.key if entry.key is not None else Unknown()
    return entry.value


def element_of(value: Value) -> Value:
    """Any one element of what is iterated over."""
    container = as_container(value)
    if container is not None:
        return values.choose(Option(frozenset(), item_of(container, e)) for e in container.entries)
    if values.is_tensor(value):
        return tensors.combined([value], False, tensors.dtype_of(value))
    if isinstance(value, values.Choice):
        return values.choose(Option(o.guard, element_of(o.value)) for o in value.options)
    if isinstance(value, Plain):
        return Plain()
    return value.member("element") if isinstance(value, Unknown) else Unknown()


def item(machine: Evaluator, owner: Value, index: Value) -> Value:
    """`owner[index]`."""
    if values.is_tensor(owner):
        machine.use(owner)
        result = tensors.combined([owner], machine.frame.no_grad, tensors.dtype_of(owner))
        return tensors.spoil(result, [owner], machine.site)
    if isinstance(owner, Module) and (owner.children is None or index is SLICE):
        return sliced(owner) if index is SLICE and owner.torch is not None else Unknown()
    container = as_container(owner)
    if container is not None:
        found = container_item(container, index)
        if len(container.entries) == 1 and found is not container.entries[0].value:
            machine.state.samples.append((found, container.entries[0].value))
        return found
    if isinstance(owner, Unknown):
        return owner.member(("item", index.key)) if conditions.fixed(index) else Unknown()
    if isinstance(owner, (Dotted, Class)):
        return owner
    return Plain() if isinstance(owner, Plain) else Unknown()


def sliced(owner: Module) -> Module:
    """`module[a:b]`: a container of modules of the same class, with some of its children."""
    children = owner.children
    part = Container(kind=children.kind, entries=list(children.entries), exact=False) if children is not None else None
    return Module(torch=owner.torch, children=part, keeps=owner.keeps, trains=owner.trains, sized=owner.sized, label=owner.label)


def container_item(container: Container, index: Value) -> Value:
    """An item by a known position or key, part of it by a slice, else any of them."""
    if index is SLICE and container.kind not in DICTS:
        return Container(kind=container.kind, entries=list(container.entries), exact=False)
    if container.kind in DICTS or any(e.key is not None for e in container.entries):
        matching = [e for e in container.entries if e.key is not None and e.key.key == index.key]
        if matching:
            return values.choose(Option(e.guard, e.value) for e in matching)
        if container.factory is not None:
            return made_by_factory(container, index)
        return values.choose(Option(frozenset(), e.value) for e in container.entries)
    known = values.constant(index)
    if isinstance(known, int) and container.exact and -len(container.entries) <= known < len(container.entries):
        return container.entries[known].value
    if known == -1 and container.entries:
        return container.entries[-1].value
    if isinstance(known, int) and container.kind != "named tuple" and len(container.entries) == 1:
        return one_of_many(container.entries[0].value)
    return values.choose(Option(frozenset(), e.value) for e in container.entries)


def one_of_many(value: Value) -> Value:
    """One of the values that a single one stands for: the others are not this one, and yet it's where they all are."""
    made = copied(value)
    if isinstance(value, (Module, Parameter)) and isinstance(made, (Module, Parameter)):
        made.one_of = value.one_of or value
        if isinstance(value, Module) and isinstance(made, Module):
            made.borrowed = value.borrowed
    return made


FACTORIES = {"builtins.list": "list", "builtins.dict": "dict", "builtins.set": "set", "collections.OrderedDict": "OrderedDict"}


def made_by_factory(container: Container, index: Value) -> Value:
    """The item that a defaultdict makes for a key that it doesn't have."""
    factory = container.factory
    if not isinstance(factory, Dotted) or factory.path not in FACTORIES:
        return Unknown()
    made = Container(kind=FACTORIES[factory.path], attached=container.attached)
    container.entries.append(Entry(made, None, index))
    return made


def repeated(machine: Evaluator, left: Value, right: Value) -> Value:
    """`[x] * n`."""
    container = left if isinstance(left, Container) else right
    number = values.constant(right if container is left else left)
    assert isinstance(container, Container)
    shared = machine.site if number not in (0, 1) else None
    entries = [Entry(e.value, None, e.key, e.shared or shared) for e in container.entries]
    if isinstance(number, int) and container.exact and 0 <= number * len(entries) <= 16:
        return Container(kind=container.kind, entries=[Entry(e.value, None, e.key, e.shared) for _ in range(number) for e in entries])
    return Container(kind=container.kind, entries=entries, exact=False)
