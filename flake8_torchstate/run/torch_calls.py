"""What calls of torch's functions and classes and of a tensor's methods give, from the facts recorded from torch."""
from __future__ import annotations

import ast
from collections.abc import Hashable

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import MODULE
from flake8_torchstate.knowledge import Returns
from flake8_torchstate.knowledge.names import BUFFER_CLASSES, MODULE_TOOLS, PARAMETER_CLASSES, TENSOR_CLASSES
from flake8_torchstate.model import values
from flake8_torchstate.model.events import BadParameter, BadValue
from flake8_torchstate.model.values import (
    Buffer, Container, Dotted, Entry, Holder, Method, Module, NoneValue, Parameter, Plain, SelfValue, Tensor, Unknown,
    Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.constructors import external_init
from flake8_torchstate.run.effects import note_device, note_move, release_names, set_grad, torch_unknown
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.modules import make_torch_module
from flake8_torchstate.run.narrowing import test_kind


def call_torch(machine: Machine, path: str, arguments: Arguments) -> Value:
    """What a function or class of torch gives."""
    if path in PARAMETER_CLASSES:
        return make_parameter(machine, path, arguments)
    if path in BUFFER_CLASSES:
        return make_buffer(machine, path, arguments)
    if path == "torch.is_tensor" and arguments.positional:
        return test_kind(machine, arguments, "tensor")
    if path == "torch.device" and arguments.positional and isinstance(values.constant(arguments.positional[0]), str):
        return Plain(values.constant(arguments.positional[0]))
    facts = knowledge.torch_module(path)
    if facts is not None and facts.path != MODULE:
        return make_torch_module(machine, facts, arguments)
    kind = knowledge.class_kind(path)
    if kind in ("distribution", "transform"):
        held = tuple(v for o in arguments.everything() for v in values.within(o))
        name = path.split(".")[-1]
        return Holder(f"{name} distribution" if kind == "distribution" else name, held)
    if path == STACKED:
        machine.use(*arguments.everything())
        return stacked_state()
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
    if stays_there(path, arguments):
        return Unknown()
    if fact.returns is Returns.ARGUMENT:
        return in_place(machine, path, fact, arguments)
    if not fact.factory and is_meant_for_another(machine, path, arguments):
        return Unknown()
    note_device(machine, fact, arguments)
    fact = settle(path, fact, arguments)
    given = [*arguments.positional, *arguments.starred]
    result = tensors.from_function(path, fact, given, arguments.keywords, machine.frame.no_grad)
    if isinstance(result, Tensor):
        tensors.spoil(result, arguments.everything(), machine.site)
        result.given = result.given or holds_data(path, arguments)
        result.place = place_of(arguments) if "device" in arguments.keywords else None
        if result.given and path in TENSOR_CLASSES:
            result.random, result.drawn, result.recomputable = False, False, True
        if path in PASSING and may_pass(arguments):
            result.grad, result.borrowed = None, True
    return result


def is_meant_for_another(machine: Machine, path: str, arguments: Arguments) -> bool:
    """Whether a call of what a name may hold gives no tensor that this function could take: it's for what else it may
    hold, such as a class.
    """
    given = (part for value in arguments.everything() for part in values.within(value, 3))
    return not any(map(values.is_tensor, given)) and (
        arguments.call is None or machine.frame.scope.resolve(arguments.call.func) != path)


STATES = frozenset({"get_rng_state", "get_rng_state_all"})
"""What gives states of random generators, which are set again from the CPU."""
PINNING = frozenset({"pin_memory", "share_memory_"})
"""Methods for what stays on the CPU: a copy of it goes to the GPU, or other processes read it."""


def stays_there(path: str, arguments: Arguments) -> bool:
    """Whether a call makes a tensor that is meant to stay where it is, as a plain one: on the CPU, or without data."""
    pinned, device = arguments.keywords.get("pin_memory"), arguments.keywords.get("device")
    return path.rpartition(".")[2] in STATES or pinned is not None and values.constant(pinned) is not False or (
        device is not None and values.constant(device) == "meta")


STACKED = "torch.func.stack_module_state"


def stacked_state() -> Value:
    """Two dicts of new tensors: the stacked parameters, which require grad, and the stacked buffers, if there are any.
    """
    parameters = Container(kind="dict", exact=False, entries=[Entry(Tensor(grad=True))])
    return Container(kind="tuple", entries=[Entry(parameters), Entry(Container(kind="dict", exact=False))])


PASSING = frozenset({"torch.as_tensor", "torch.asarray"})
"""What gives a tensor back as it is, a Parameter too."""


def may_pass(arguments: Arguments) -> bool:
    """Whether what is passed on may be somebody else's tensor."""
    first = arguments.positional[0] if arguments.positional else None
    return any(isinstance(o.value, Unknown) or (isinstance(o.value, Tensor) and o.value.borrowed)
               for o in values.options(first or Unknown()))


DATA_FUNCTIONS = frozenset({"torch.tensor", "torch.as_tensor", "torch.asarray", "torch.from_numpy"})


def holds_data(path: str, arguments: Arguments) -> bool:
    """Whether a call puts values that come from elsewhere into a tensor: no first values of a weight.

    `torch.Tensor()` and `torch.Tensor([32])` do, `torch.Tensor(3, 4)` doesn't.
    """
    first = arguments.positional[0] if arguments.positional else None
    if path in TENSOR_CLASSES:
        alone = len(arguments.positional) == 1
        return first is None or all(is_data(o.value, alone) for o in values.options(first))
    return path in DATA_FUNCTIONS and first is not None and values.constant(first) is values.MISSING


def is_data(value: Value, alone: bool) -> bool:
    """Whether what a tensor's class is given is no size; None is no value that it could be called with."""
    if isinstance(value, Plain) and not value.known:
        return value.of == "array" or alone and value.of != "int"
    return isinstance(value, (Container, NoneValue)) or (isinstance(value, (Unknown, Method)) and alone)


def settle(path: str, fact: knowledge.Function, arguments: Arguments) -> knowledge.Function:
    """The facts of one call of a function that gives one kind or another by its arguments."""
    if fact.returns is not Returns.MIXED or arguments.open or arguments.starred:
        return fact
    last = arguments.positional[-1] if arguments.positional else None
    number = isinstance(last, Plain) and (last.of == "int" or type(last.constant) is int)
    returns = knowledge.returns_of_call(path, len(arguments.positional), frozenset(arguments.keywords),
                                        number, last is not None and values.is_tensor(last))
    return fact._replace(returns=returns or Returns.MIXED)


def on_instance(machine: Machine, name: str, arguments: Arguments) -> Value:
    """`nn.Module.name(self, …)`, or of another class: the method with its instance given first."""
    owner, *rest = arguments.positional
    later = Arguments(arguments.call, rest, arguments.nodes[1:], arguments.keywords, arguments.starred, arguments.open)
    if isinstance(owner, SelfValue) and name == "__init__":
        external_init(machine, MODULE, later)
        return NoneValue()
    return machine.call(Method(owner, name), later)


def in_place(machine: Machine, path: str, fact: knowledge.Function, arguments: Arguments) -> Value:
    """A function that gives back its first argument: nn.init's, and those that end in an underscore."""
    if any(isinstance(v, SelfValue) for v in arguments.everything()):
        return torch_unknown(machine, path, arguments)
    first = arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), Unknown())
    if isinstance(first, Module) and path.startswith("torch.nn.utils."):
        release_names(first)
    if isinstance(first, Tensor) and fact.random:
        first.random, first.drawn, first.recomputable = True, True, False
    return first


def make_parameter(machine: Machine, path: str, arguments: Arguments) -> Value:
    """nn.Parameter(data, requires_grad=True)."""
    data = arguments.get(0, "data")
    asked = (
        arguments.get(1, "requires_grad")
        if not path.endswith("UninitializedParameter")
        else arguments.get(0, "requires_grad")
    )
    refuse_data(machine, path, data)
    known = values.constant(asked) if asked is not None else True
    grad = None if known is values.MISSING else bool(known)
    dtype = tensors.dtype_of(data) if data is not None else None
    if grad and dtype in ("int", "bool") and isinstance(data, (Tensor, Parameter)):
        machine.state.events.append(BadParameter(machine.site, None, arguments.call))
    place = data.place if isinstance(data, (Tensor, Parameter)) else None
    result = Parameter(grad=grad, dtype=dtype, made=machine.site, place=place)
    machine.created(result, arguments)
    if isinstance(data, Tensor) and arguments.nodes:
        note_sharing(machine, arguments.nodes[0])
    return result


def note_sharing(machine: Machine, node: ast.expr) -> None:
    """Note the layer whose own tensor becomes a Parameter, as `layer.weight.data`: it's where what it trains is."""
    node = node.func if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Attribute) and node.attr in ("data", "detach") and isinstance(
            node.value, ast.Attribute) and not isinstance(node.value.value, ast.Call):
        machine.state.escaped.update(o.value for o in values.options(machine.value(node.value.value)))


def refuse_data(machine: Machine, path: str, data: Value | None) -> None:
    """Note what is certainly no tensor, given to nn.Parameter or nn.Buffer."""
    name = path.rpartition(".")[2]
    if data is None or name.startswith("Uninitialized"):
        return
    if all(isinstance(o.value, (Plain, Container, Module)) for o in values.options(data)):
        value = values.options(data)[0].value
        machine.state.events.append(BadValue(machine.site, f"nn.{name}", value, "a tensor", "AttributeError"))


def make_buffer(machine: Machine, path: str, arguments: Arguments) -> Value:
    """nn.Buffer(data, persistent=True)."""
    refuse_data(machine, path, arguments.get(0, "data"))
    persistent = arguments.keywords.get("persistent")
    return Buffer(persistent=persistent is None or values.constant(persistent) is not False)


def tensor_method(machine: Machine, owner: Value, name: str, arguments: Arguments) -> Value:
    """A method of a tensor."""
    fact = knowledge.method(name)
    if fact is not None:
        fact = settle(f"torch.Tensor.{name}", fact, arguments)
    operands = [owner, *arguments.everything()]
    machine.use(*operands)
    if name == "requires_grad_":
        set_grad(owner, arguments.get(0, "requires_grad"))
        return owner
    if fact is None or name in PINNING and not isinstance(owner, Parameter):
        return Unknown()
    if name == "type":
        fact = fact._replace(returns=Returns.TENSOR if arguments.everything() else Returns.OTHER)
    if name in ("cuda", "to") and machine.state.constructing:
        note_move(machine, name, arguments)
    if fact.returns is Returns.OTHER:
        return Plain(random=isinstance(owner, Tensor) and owner.drawn)
    if fact.returns is Returns.TENSORS:
        return tensors.several([owner], machine.frame.no_grad)
    if same_object(machine, owner, name, fact, arguments):
        return owner
    if fact.returns not in (Returns.TENSOR, Returns.ARGUMENT):
        return Unknown()
    return method_result(machine, owner, name, fact, operands, arguments)


def is_usual(arguments: Arguments) -> bool:
    """Whether `.to(…)` or `.type(…)` is given nothing but what a tensor mostly has: float32, the CPU."""
    given = arguments.everything()
    paths = {value.path if isinstance(value, Dotted) else values.constant(value) for value in given}
    return bool(given) and not arguments.open and paths <= {"torch.float32", "torch.float", "cpu"}


def same_object(machine: Machine, owner: Value, name: str, fact: knowledge.Function, arguments: Arguments) -> bool:
    """Whether a method gives back its own tensor: in-place operations, and casts that change nothing."""
    usual = name in ("float", "cpu", "contiguous") or name in ("to", "type") and is_usual(arguments)
    alone = name in ("to", "cuda") and len(arguments.everything()) < 2
    # where the instance is there it may be where it is put, which gives the Parameter itself
    told = machine.state.constructing or any(tensors.dtype_argument(v) for v in arguments.everything())
    if isinstance(owner, Parameter) and (usual or alone and owner.place == place_of(arguments) or (
            not told and name in ("to", "cuda", "type_as"))):
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
        if name == "detach_":
            owner.grad, owner.history = False, False
        owner.random = owner.random or fact.random
        owner.drawn = owner.drawn or fact.random and not tensors.is_uninitialised(name)
        owner.recomputable = owner.recomputable and not fact.random
    return True


def method_result(machine: Machine, owner: Value, name: str, fact: knowledge.Function, operands: list[Value],
                  arguments: Arguments) -> Value:
    """The new tensor that a method gives."""
    given = tensors.dtype_argument(arguments.keywords.get("dtype"))
    if name in ("to", "type"):
        found = [d for d in map(tensors.dtype_argument, arguments.positional) if d]
        given = found[0] if found else given
        devices = all(isinstance(values.constant(v), str) or values.is_tensor(v) for v in arguments.positional)
        dtype = given or (tensors.dtype_of(owner) if devices and given == "" and name == "to" else None)
    else:
        dtype = tensors.result_dtype(fact, owner, operands, given)
    result = tensors.combined(operands, machine.frame.no_grad, dtype)
    if fact.grad is knowledge.Grad.DETACHED or name == "detach" or dtype in ("int", "bool"):
        result.grad, result.history = False, False
    if name.startswith("new_"):
        asked = arguments.keywords.get("requires_grad")
        result.grad, result.history = asked is not None and values.constant(asked) is True, False
    result.random = result.random or fact.random
    result.place = place_of(arguments) if name in ("to", "cuda") else None
    return tensors.spoil(result, operands, machine.site)


def place_of(arguments: Arguments) -> Hashable:
    """What stands for the device that `.to(…)`, `.cuda()` or a factory is given."""
    device = arguments.keywords.get("device")
    return arguments.text() if device is None else values.key_of(device.key)
