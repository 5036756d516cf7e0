"""What torch's functions, Tensor methods and classes give, without importing torch.

Every fact was recorded from torch itself (tools/record_torch.py calls each function with sample arguments
and constructs each Module class); `torch_facts.py` holds them as text, which is read at the first question.
`None` means that nothing is known, never that there is nothing.
"""
from __future__ import annotations

import enum
import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Returns(enum.Enum):
    """What a call gives."""

    TENSOR = "tensor"
    TENSORS = "tensors"  # a tuple, list or named tuple with tensors in it
    ARGUMENT = "argument"  # the very object it was given first (for a method: its tensor)
    OTHER = "other"  # neither a tensor nor a module
    MIXED = "mixed"  # depends on the arguments: see returns_of_call


class Dtype(enum.Enum):
    """The class of the dtype of the tensors that a call gives, where no `dtype=` is passed.

    FLOAT includes complex numbers, and functions that raise for integers.
    """

    FLOAT = "float"
    INT = "int"
    BOOL = "bool"
    SAME = "same"  # the class that its tensors and numbers have (one float among them makes it float)
    VALUE = "value"  # the class of the Python numbers in its arguments


class Grad(enum.Enum):
    """What comes back when a Parameter that requires grad goes in.

    A factory is DETACHED: what it makes doesn't require grad (`requires_grad=` apart).
    """

    SAME_OBJECT = "same_object"
    GRAD = "grad"  # another tensor, which requires grad and is no leaf
    DETACHED = "detached"


class Function(NamedTuple):
    """Facts about one function or Tensor method.

    `dtype` and `grad` of a MIXED one are those of the calls that give one tensor.
    """

    returns: Returns
    dtype: Dtype | None
    grad: Grad | None
    raises_on_leaf: bool  # RuntimeError: in place on a leaf that requires grad
    random: bool  # gives something else at each call (drawn, or uninitialised memory)
    factory: bool  # makes a tensor out of no tensor
    takes_device: bool  # has a device= parameter
    moves: bool = False  # may give back the same object when nothing changes (`to`, `float`, `contiguous`)
    first: bool = False  # with Dtype.SAME: the class is its first argument's, a tensor, whatever the others are
    counts: bool = False  # with Dtype.SAME: integers come out of bools


class TorchModule(NamedTuple):
    """What an instance of one torch.nn class holds by name."""

    path: str
    parameters: frozenset[str]
    buffers: frozenset[str]
    submodules: frozenset[str]
    optional: frozenset[str]  # names that are None or missing under some constructor arguments
    stateless: bool  # no parameter or buffer, whatever its arguments (given tensors apart)
    training_dependent: bool  # forward reads self.training
    container: str | None  # "Sequential", "ModuleList", "ModuleDict", "ParameterList" or "ParameterDict"
    arguments: tuple[str, ...]  # of the constructor, in order; "*name" and "**name" where it has them
    known: bool = True  # False: no instance could be made, so nothing is known of its names
    needs: tuple[tuple[str, frozenset[str]], ...] = ()  # optional name, flags that must be on (`-flag`: off)
    flags: tuple[tuple[str, bool], ...] = ()  # arguments that decide what is held, with their defaults
    gives_tensor: bool = False  # calling an instance gives one tensor

    def held(self, given: Mapping[str, bool]) -> frozenset[str]:
        """The names that certainly hold something when these flags are given.

        A tensor argument such as `weight` is a flag too: on where it is given.
        """
        values = {**dict(self.flags), **given}
        sure = (self.parameters | self.buffers | self.submodules) - self.optional
        return sure | {name for name, needed in self.needs if all(_met(flag, values) for flag in needed)}


def _met(flag: str, values: Mapping[str, bool]) -> bool:
    return not values.get(flag[1:], True) if flag.startswith("-") else values.get(flag, False)


_CONTAINERS = ("Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict")


def _lines(text: str) -> list[str]:
    """The records of a text; a line that starts with a space continues the one before."""
    return text.replace("\n ", " ").splitlines()


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    """(head, names) of each `head = names` record."""
    for record in _lines(text):
        head, _, names = record.partition(" = ")
        yield head, names.split()


@functools.cache
def _function_words() -> dict[str, str]:
    """Dotted function name -> its facts, still as text."""
    from flake8_torchstate.knowledge import torch_facts

    found = {}
    for head, names in _records(torch_facts.FUNCTIONS):
        namespace, _, words = head.partition(": ")
        for name in names:
            found[f"{namespace}.{name}"] = words
    return found


def _words_by_name(text: str) -> dict[str, str]:
    return {name: words for words, names in _records(text) for name in names}


@functools.cache
def _method_words() -> dict[str, str]:
    from flake8_torchstate.knowledge import torch_facts

    return _words_by_name(torch_facts.METHODS)


@functools.cache
def _attribute_words() -> dict[str, str]:
    from flake8_torchstate.knowledge import torch_facts

    return _words_by_name(torch_facts.ATTRIBUTES)


@functools.cache
def _class_kinds() -> dict[str, str]:
    """Dotted class name -> distribution, transform, constraint or plain."""
    from flake8_torchstate.knowledge import torch_facts

    found = {}
    for head, names in _records(torch_facts.CLASSES):
        kind, _, namespace = head.partition(" ")
        for name in names:
            found[f"{namespace}.{name}"] = kind
    return found


@functools.cache
def _aliases() -> dict[str, str]:
    """Other dotted name -> the name under which torch's object is recorded."""
    from flake8_torchstate.knowledge import torch_facts

    found = {}
    for head, names in _records(torch_facts.ALIASES):
        home, _, target = head.partition(">")
        for name in names:
            here, _, there = name.partition(":")
            found[f"{home}.{here}"] = f"{target}.{there or here}"
    return found


@functools.cache
def _module_lines() -> dict[str, list[str]]:
    """Dotted class name -> the fields of its record."""
    from flake8_torchstate.knowledge import torch_facts

    fields = (line.split("|") for line in _lines(torch_facts.MODULES))
    return {path: rest for path, *rest in fields}


@functools.cache
def _shapes() -> dict[str, dict[str, str]]:
    """Dotted name of a function of several kinds -> call -> kind."""
    from flake8_torchstate.knowledge import torch_facts

    found = {}
    for line in _lines(torch_facts.SHAPES):
        dotted, *calls = line.split()
        found[dotted] = dict(call.split("=") for call in calls)
    return found


@functools.cache
def _namespaces() -> frozenset[str]:
    from flake8_torchstate.knowledge import torch_facts

    return frozenset(torch_facts.NAMESPACES.split())


@functools.cache
def neutral_arguments() -> frozenset[str]:
    """Arguments that leave the dtype class alone in every function that isn't `first`; `dtype` is none of them."""
    from flake8_torchstate.knowledge import torch_facts

    return frozenset(torch_facts.NEUTRAL.split())


@functools.cache
def _dtype_classes() -> dict[str, Dtype]:
    from flake8_torchstate.knowledge import torch_facts

    found: dict[str, Dtype] = {}
    for head, names in _records(torch_facts.DTYPES):
        word, _, namespace = head.partition(" ")
        found |= {f"{namespace}.{name}": Dtype(word) for name in names}
    return found


@functools.cache
def _parsed(words: str) -> Function:
    """The facts that one record's words stand for."""
    returns, dtype, grad, *flags = words.split()
    return Function(
        Returns(returns),
        None if dtype == "-" else Dtype(dtype),
        None if grad == "-" else Grad(grad),
        raises_on_leaf="raises" in flags,
        random="random" in flags,
        factory="factory" in flags,
        takes_device="device" in flags,
        moves="moves" in flags,
        first="first" in flags,
        counts="counts" in flags,
    )


def canonical(dotted: str) -> str:
    """The shortest public path of the same object: torch.nn.modules.conv.Conv2d is torch.nn.Conv2d."""
    return _aliases().get(dotted, dotted)


def function(dotted: str) -> Function | None:
    """Facts about a function, or about a class that makes tensors (torch.FloatTensor, torch.nn.Parameter)."""
    name = canonical(dotted)
    words = _function_words().get(name)
    if words is None and name.startswith("torch.Tensor."):
        return method(name.removeprefix("torch.Tensor."))
    return None if words is None else _parsed(words)


def method(name: str) -> Function | None:
    """Facts about a method of torch.Tensor."""
    words = _method_words().get(name)
    return None if words is None else _parsed(words)


def dtype_class(dotted: str) -> Dtype | None:
    """FLOAT, INT or BOOL for what may be given as a dtype: torch.float32, builtins.int, torch.LongTensor."""
    known = _dtype_classes().get(dotted)
    if known is None and dotted.endswith("Tensor"):
        facts = function(dotted)
        known = facts.dtype if facts is not None and facts.factory else None
    return known


def attribute(name: str) -> Returns | None:
    """What a property of torch.Tensor gives."""
    facts = attribute_facts(name)
    return None if facts is None else facts.returns


def attribute_facts(name: str) -> Function | None:
    """Facts about a property of torch.Tensor: `data` is detached, `T` requires grad."""
    words = _attribute_words().get(name)
    return None if words is None else _parsed(words)


def returns_of_call(
    dotted: str,
    positional: int,
    keywords: frozenset[str] = frozenset(),
    last_is_number: bool = False,
    last_is_tensor: bool = False,
) -> Returns | None:
    """What one call gives, by its number of positional arguments and its keywords.

    `last_is_number`: the last positional argument is known to be an int or a list of ints (torch.max(x, 0));
    `last_is_tensor`: it is known to be a tensor (torch.max(x, y)).
    For a method the name is `torch.Tensor.max`, and the tensor itself doesn't count.
    MIXED remains where no such call was recorded.
    """
    facts = function(dotted)
    shapes = _shapes().get(canonical(dotted))
    if facts is None or facts.returns is not Returns.MIXED or shapes is None:
        return None if facts is None else facts.returns
    decisive = {word for shape in shapes for word in shape.split("+")[1:]}
    words = sorted(keywords & decisive)
    kind = shapes.get("+".join([str(positional), *words]))
    if not words and (last_is_number or last_is_tensor):
        kind = shapes.get(f"{positional}{'@' if last_is_number else '%'}", kind)
    return Returns.MIXED if kind not in Returns._value2member_map_ else Returns(kind)


def possible_returns(dotted: str) -> frozenset[Returns]:
    """What calls of this function were seen to give: its one kind, or each of a MIXED one's.

    One that gives a tensor or several gives a tensor when it is subscripted with a number.
    MIXED among them stands for something else, such as a module.
    """
    facts = function(dotted)
    if facts is None:
        return frozenset()
    shapes = _shapes().get(canonical(dotted), {})
    kinds = {kind for joined in shapes.values() for kind in joined.split("/")}
    known = {Returns(kind) for kind in kinds if kind in Returns._value2member_map_}
    if len(known) < len(kinds):
        known.add(Returns.MIXED)
    return frozenset(known or {facts.returns})


def torch_module(dotted: str) -> TorchModule | None:
    """What is recorded of a Module class of torch."""
    path = canonical(dotted)
    return _parsed_module(path) if path in _module_lines() else None


def module_names() -> frozenset[str]:
    """The last names of torch's Module classes, under any path."""
    known = _module_lines()
    others = (alias for alias, path in _aliases().items() if path in known)
    return frozenset(path.rpartition(".")[2] for path in (*known, *others))


@functools.cache
def torch_state_names() -> frozenset[str]:
    """The names under which torch's Module classes register anything."""
    return frozenset(name for fields in _module_lines().values() for field in fields[:3] for name in field.split())


@functools.cache
def torch_parameter_names() -> frozenset[str]:
    """The names under which torch's Module classes register Parameters."""
    return frozenset(name for fields in _module_lines().values() for name in fields[0].split())


@functools.cache
def _parsed_module(path: str) -> TorchModule:
    """The facts of one line of MODULES."""
    fields = _module_lines()[path]
    parameters, buffers, submodules, optional, needs, flags, words, arguments = (f.split() for f in fields)
    split_needs = (need.split(":") for need in needs)
    split_flags = (flag.split("=") for flag in flags)
    return TorchModule(
        path,
        frozenset(parameters),
        frozenset(buffers),
        frozenset(submodules),
        frozenset(optional),
        stateless="stateless" in words,
        training_dependent="training" in words,
        container=next((word for word in words if word in _CONTAINERS), None),
        arguments=tuple(arguments),
        known="known" in words,
        needs=tuple((name, frozenset(needed.split("+"))) for name, needed in split_needs),
        flags=tuple((name, default == "1") for name, default in split_flags),
        gives_tensor="tensor" in words,
    )


def class_kind(dotted: str) -> str | None:
    """`distribution`, `transform`, `constraint` or `plain` for torch's other classes and constants."""
    return _class_kinds().get(canonical(dotted))


def is_distribution(dotted: str) -> bool:
    """Whether this is a class derived from torch.distributions.Distribution."""
    return class_kind(dotted) == "distribution"


def is_plain_class(dotted: str) -> bool:
    """Whether this is a torch class, dtype or constant that is no tensor, Module or distribution."""
    return class_kind(dotted) == "plain"


def known_namespace(dotted: str) -> bool:
    """Whether all public names beside this one are recorded: if it isn't, torch has no such name."""
    namespace = dotted.rpartition(".")[0]
    return namespace in _namespaces() or any(
        dotted.startswith(prefix + ".") for prefix in _namespaces() if prefix != "torch")
