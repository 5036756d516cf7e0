"""What calling a value gives: the one place that knows every kind of thing that can be called.

A call that isn't known is Unknown and carries what went into it.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.syntax import is_called_on_way
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.names import (
    COLLECTIONS, ENDS, LISTINGS, OWN_MODULE_METHODS, PASSING, PLAIN_PACKAGES, READERS, TENSORS_OWN)
from flake8_torchstate.model import values
from flake8_torchstate.model.events import BrokenInit
from flake8_torchstate.model.questions import Question
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Function, Holder, Method, Module, NoneValue, Parameter, Plain, SelfValue, SuperValue,
    Tensor, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.builtin_calls import call_builtin, has_untold, plain_method
from flake8_torchstate.run.constructors import external_init, instance_of, run_init
from flake8_torchstate.run.containers import container_method, copied, from_keys, make_container
from flake8_torchstate.run.effects import end_program, note_move, take_in, unknown_call
from flake8_torchstate.run.functions import annotated_method, call_function
from flake8_torchstate.run.instance import assign_self, delete_self
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.modules import listing, module_method
from flake8_torchstate.run.registering import REGISTER, register
from flake8_torchstate.run.torch_calls import call_torch, tensor_method


def call(machine: Machine, function: Value, arguments: Arguments) -> Value:
    """What calling one value gives."""
    if isinstance(function, Dotted):
        return call_dotted(machine, function.path, arguments)
    if isinstance(function, Function):
        return call_function(machine, function, arguments)
    if isinstance(function, Class):
        return instance_of(machine, function, arguments)
    if isinstance(function, Method):
        return call_method(machine, function.owner, function.name, arguments)
    if isinstance(function, Holder) and function.call is not None:
        result = function.call(arguments)
        return result if isinstance(result, Value) else Unknown()
    if isinstance(function, Module):
        machine.use(function, *arguments.everything())
        return result_of_layer(machine, function, arguments)
    machine.use(*arguments.everything())
    if isinstance(function, Unknown) and values.RESULT in function.members and not any(
            isinstance(part, (Module, SelfValue)) for given in arguments.everything() for part in values.within(given)):
        return copied(function.members[values.RESULT])
    if isinstance(function, Unknown) and all(values.fixed(v) or isinstance(v, Unknown) for v in arguments.everything()):
        return function.member(("call", arguments.text()))
    return unknown_call(machine, arguments, function)


def result_of_layer(machine: Machine, layer: Module, arguments: Arguments) -> Value:
    """What calling a layer of torch.nn gives: most of them one tensor, that hangs on its Parameters.

    None of them can be called with nothing, and what is annotated as one and gets no tensor is a class.
    """
    given = arguments.everything()
    if layer.torch is None or not layer.torch.gives_tensor or not given or (
            layer.borrowed and not any(values.is_tensor(o.value) for v in given for o in values.options(v))):
        return Unknown()
    operands = [*arguments.everything(), *(Parameter(fresh=False) for _ in range(layer.known_state is True))]
    result = tensors.combined(operands, machine.frame.no_grad, None)
    if layer.known_state is not False and (layer.borrowed or layer.held is None) and not machine.frame.no_grad:
        result.grad = None
    return result


def call_dotted(machine: Machine, path: str, arguments: Arguments) -> Value:
    """What a function or class known by its dotted name gives."""
    head = path.split(".")[0]
    if path == "builtins.super.__init__" and machine.frame.owner is not None:
        machine.state.events.append(BrokenInit(machine.site, "uncalled", "super"))
        run_init(machine, machine.frame.owner, arguments)  # as it was meant
        return NoneValue()
    if path.endswith(".__init__") and arguments.positional and isinstance(arguments.positional[0], SelfValue):
        external_init(machine, path.removesuffix(".__init__"), Arguments(arguments.call, arguments.positional[1:]))
        return NoneValue()
    if path == "builtins.dict.fromkeys":
        return from_keys(machine, arguments)
    if path in ENDS:
        end_program(machine)
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
        if path in PASSING and has_untold(arguments):
            return Unknown(tuple(arguments.everything())) if head == "random" else Unknown(data=True)
        return Plain(of="array" if head in ("numpy", "scipy") else "", random=is_random(path, arguments))
    if libraries.is_module(path):
        return Module(keeps=None, made=machine.site, label=path.split(".")[-1])
    if path in machine.world.config.tensor_functions:
        return Tensor(grad=None)
    return unknown_call(machine, arguments)


def is_random(path: str, arguments: Arguments) -> bool:
    """Whether a function of numbers gives random ones, without a seed of its own, or is given such."""
    given = (part for each in arguments.everything() for part in values.within(each, 2))
    drawn = path.startswith("numpy.random.") and not path.endswith(("RandomState", "default_rng", "Generator"))
    return drawn or path.endswith(".rvs") or any(isinstance(part, Plain) and part.random for part in given)


def make_partial(machine: Machine, arguments: Arguments) -> Value:
    """functools.partial(function, …)."""
    if not arguments.positional:
        return Unknown()
    function, *given = arguments.positional

    def run(later: Arguments) -> Value:
        merged = Arguments(later.call, [*given, *later.positional], [], {**arguments.keywords, **later.keywords},
                           [*arguments.starred, *later.starred], arguments.open or later.open)
        return machine.each(function, lambda f: machine.call(f, merged))

    kept = (function, *given, *arguments.keywords.values())
    return Holder("partial", tuple(v for v in kept if not isinstance(v, (Function, Dotted, Class))), call=run)


def make_copy(machine: Machine, arguments: Arguments) -> Value:
    """copy.deepcopy(x) and copy.copy(x): the same kind of value, another object."""
    for part in (part for given in arguments.positional[:1] for part in values.within(given)):
        if isinstance(part, Module):
            machine.state.copied.append((part, machine.here.guard))
    return copied(arguments.positional[0]) if arguments.positional else Unknown()


def typing_cast(machine: Machine, arguments: Arguments) -> Value:
    """typing.cast(type, x)."""
    return arguments.positional[1] if len(arguments.positional) > 1 else Unknown()


def hide(machine: Machine, arguments: Arguments) -> Value:
    """object.__setattr__(self, name, value): past nn.Module, on purpose."""
    if len(arguments.positional) > 1 and isinstance(arguments.positional[0], SelfValue):
        name = values.constant(arguments.positional[1])
        if isinstance(name, str):
            machine.state.hidden.add(name)
            machine.state.forget(name)
    return NoneValue()


SPECIAL: dict[str, Callable[[Any, Arguments], Value]] = {
    "functools.partial": make_partial, "copy.deepcopy": make_copy, "copy.copy": make_copy, "typing.cast": typing_cast,
    "builtins.object.__setattr__": hide,
}


def call_method(machine: Machine, owner: Value, name: str, arguments: Arguments) -> Value:
    """What a method of a value gives."""
    if isinstance(owner, (SelfValue, SuperValue)):
        return call_self(machine, owner, name, arguments)
    if values.is_tensor(owner):
        return tensor_method(machine, owner, name, arguments)
    if isinstance(owner, Container):
        return container_method(machine, owner, name, arguments)
    if isinstance(owner, Module) and owner.info is not None and owner.info.defines(name):
        machine.use(owner, *arguments.everything())
        return annotated_method(machine, owner, name, arguments)
    if isinstance(owner, Module):
        return module_method(machine, owner, name, arguments)
    if isinstance(owner, Plain):
        return plain_method(owner, name, arguments)
    if isinstance(owner, Holder):  # a distribution, that draws
        drawn = tensors.combined([] if name == "sample" else owner.contents(), machine.frame.no_grad)
        drawn.random = drawn.drawn = True
        return drawn
    if isinstance(owner, Unknown) and name in TENSORS_OWN:
        return tensor_or_unknown(machine, owner, name, arguments)
    return unknown_call(machine, arguments)


def tensor_or_unknown(machine: Machine, owner: Unknown, name: str, arguments: Arguments) -> Value:
    """What a method gives that only tensors have, of something that isn't known otherwise."""
    first = arguments.positional[0] if arguments.positional else Unknown()
    if name == "view" and tensors.dtype_of(first) != "int" or name == "requires_grad_" and not (
            is_called_on_way(arguments.call, "detach")):
        return call(machine, owner.member(name), arguments)
    if name == "requires_grad_":
        return tensor_method(machine, Tensor(), name, arguments)
    result = tensor_method(machine, owner, name, arguments)
    if isinstance(result, Tensor) and not machine.frame.no_grad:
        result.grad = None
    return result


def call_self(machine: Machine, owner: Value, name: str, arguments: Arguments) -> Value:
    """A method of self that the tree doesn't define on the way: nn.Module's own, or a base's through super()."""
    if isinstance(owner, SuperValue):
        if name == "__init__":
            run_init(machine, owner.after, arguments)
            return NoneValue()
        after = owner.after if isinstance(owner.after, ClassInfo) else None
        machine.state.ask(Question("method", name, after))
        method = machine.state.cls.find_method(name, after) if after is not None or owner.after is None else None
        if method is not None:
            return call_function(machine, Function(method, machine.self_value), arguments)
    if name in REGISTER:
        register(machine, name, arguments)
        return NoneValue()
    return own_method(machine, name, arguments)


def own_method(machine: Machine, name: str, arguments: Arguments) -> Value:
    """A method of nn.Module on self, other than those that register."""
    if name == "__setattr__" and len(arguments.positional) == 2:
        assign_self(machine, arguments.positional[0], arguments.positional[1], arguments.node(1, "value"))
        return NoneValue()
    if name == "__delattr__" and arguments.positional:
        known = values.constant(arguments.positional[0])
        if isinstance(known, str):
            delete_self(machine, known)
        return NoneValue()
    if name in READERS:
        machine.state.mark_read()
    if name in LISTINGS:
        return listing(machine, name)
    if name in OWN_MODULE_METHODS:
        if name in ("cuda", "to") and machine.state.constructing:
            note_move(machine, name, arguments)
        return machine.self_value
    if name == "load_state_dict":
        return Plain()
    take_in(machine, arguments)
    return Unknown() if name in READERS else unknown_call(machine, arguments)
