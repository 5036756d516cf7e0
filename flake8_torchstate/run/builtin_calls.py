"""What calls of built-in functions and of methods of strings and numbers give."""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from string import Formatter
from typing import Any

from flake8_torchstate.code.classes import MODULE, canonical, is_module_path
from flake8_torchstate.code.syntax import defaults_of
from flake8_torchstate.knowledge.names import PARAMETER_CLASSES, PASSING_BUILTINS, PLAIN_BUILTINS, TENSOR_CLASSES
from flake8_torchstate.model import values
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Entry, Method, Module, NoneValue, Option, Pattern, Plain, SelfValue,
    Tensor, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.arithmetic import (
    asks_for_width, binary, field, joined, joined_text, known_value, unary)
from flake8_torchstate.run.attributes import attribute
from flake8_torchstate.run.containers import as_container, element_of, elements_of, item_of, pair, taken
from flake8_torchstate.run.effects import unknown_call
from flake8_torchstate.run.instance import delete_self, has_self, read_or
from flake8_torchstate.run.limits import MOST_ITEMS, MOST_MADE, MOST_UNROLLED
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.narrowing import test_class, test_kind
from flake8_torchstate.run.targets import set_attribute


def call_builtin(machine: Machine, name: str, arguments: Arguments) -> Value:
    """What a built-in function gives."""
    machine.use(*arguments.everything())
    handler = BUILTINS.get(name)
    if handler is not None:
        return handler(machine, arguments)
    if name in PASSING_BUILTINS and has_untold(arguments):
        return passing_builtin(machine, name, arguments)
    if name in PLAIN_BUILTINS:
        return plain_builtin(name, arguments)
    if name in ("sum", "min", "max", "next") and arguments.positional:
        if len(arguments.positional) > 1 and name != "next":
            inner = values.choose(Option(o.guard, o.value) for v in arguments.positional for o in values.options(v))
        else:
            inner = (taken(machine, arguments.positional[0], []) if name == "next" else
                     element_of(arguments.positional[0]))
        parts = [o.value for o in values.options(inner)]
        if name == "sum" and len(arguments.positional) > 1 and isinstance(arguments.positional[1], Container):
            return added_up(machine, arguments.positional[0], arguments.positional[1])
        if name == "sum" and all(values.is_tensor(part) for part in parts):
            return tensors.combined(parts, machine.frame.no_grad, tensors.arithmetic_dtype(parts, False))
        if isinstance(inner, Plain) or (
            isinstance(inner, values.Choice) and all(isinstance(o.value, Plain) for o in inner.options)
        ):
            return Plain()
        if name != "sum":
            return inner
    return unknown_call(machine, arguments)


def added_up(machine: Machine, items: Value, start: Container) -> Value:
    """sum(lists, []): what is in all of them."""
    elements, exact = elements_of(machine, items)
    result = Container(kind=start.kind, exact=exact)
    for each in map(as_container, [start, *elements]):
        if each is None:
            return unknown_call(machine, Arguments(positional=[items, start]))
        result = joined(machine, "Add", result, each)
    return result


def has_untold(arguments: Arguments) -> bool:
    """Whether among the arguments of a function of numbers there is, or may be, a tensor or a module."""
    parts = (part for given in arguments.everything() for part in values.within(given, 3))
    return any(isinstance(part, (Unknown, Module)) or values.is_tensor(part) for part in parts)


def passing_builtin(machine: Machine, name: str, arguments: Arguments) -> Value:
    """A built-in that gives a tensor where it's given one."""
    given = arguments.positional
    if name == "abs" and len(given) == 1 and all(values.is_tensor(o.value) for o in values.options(given[0])):
        return machine.each(given[0], lambda v: unary(machine, v))
    if name == "pow" and len(given) == 2 and any(values.is_tensor(v) for v in given):
        return binary(machine, "Pow", given[0], given[1])
    result = Unknown(data=True, computed=True)
    result.key = values.key_of("call", name, arguments.text())
    return result


CONVERSIONS: dict[str, Callable[[Any], Any]] = {"int": int, "float": float, "str": str, "bool": bool, "abs": abs}


def plain_builtin(name: str, arguments: Arguments) -> Value:
    """A built-in that gives a number, a string or a truth: computed where its argument is a short constant."""
    first = arguments.positional[0] if arguments.positional else None
    known = values.constant(first) if first is not None else values.MISSING
    if name in CONVERSIONS and len(arguments.positional) == 1 and known is not values.MISSING:
        try:
            return known_value(CONVERSIONS[name](known))
        except (TypeError, ValueError, OverflowError):
            return Plain()
    if name == "str" and first is not None:
        return Pattern(text="{…}")
    sure = isinstance(first, Container) and all(e.guard <= first.born for e in first.entries)
    if name == "len" and isinstance(first, Container) and first.exact and not first.attached and sure:
        return Plain(len(first.entries))
    result = Plain()
    result.key = values.key_of("call", name, arguments.text())
    return result


def builtin_isinstance(machine: Machine, arguments: Arguments) -> Value:
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
    return test_class(arguments.positional[0], [v for v in values.within(classes) if not isinstance(v, Container)])


def is_child_class(value: Value) -> bool:
    """Whether a class derives from nn.Module."""
    if isinstance(value, Class):
        return value.info.is_module
    return isinstance(value, Dotted) and is_module_path(value.path)


def builtin_getattr(machine: Machine, arguments: Arguments) -> Value:
    """getattr(x, name, default)."""
    if len(arguments.positional) < 2:
        return Unknown()
    owner, key = arguments.positional[:2]
    name = values.constant(key)
    if isinstance(owner, SelfValue) and isinstance(key, Pattern):
        return one_of_many(machine, key)
    if not isinstance(name, str) and isinstance(owner, Dotted) and owner.path == "torch.nn.init":
        name = "normal_"  # whichever it is, it gives back the tensor that it's given
    if not isinstance(name, str) and isinstance(owner, Dotted) and owner.path == "torch":
        name = default_of(machine, arguments.node(1, "name"))  # of what stands in its place, the same is asked
    if not isinstance(name, str):
        return Unknown()
    if len(arguments.positional) > 2:
        if isinstance(owner, SelfValue):
            return read_or(machine, name, arguments.positional[2])
        if isinstance(owner, Unknown):
            return owner.member(name)
    return attribute(machine, owner, name)


def default_of(machine: Machine, node: ast.expr | None) -> object:
    """The constant that an argument of the function which runs has by default."""
    function = machine.frame.function
    if function is None or not isinstance(node, ast.Name):
        return None
    default = defaults_of(function.node.args).get(node.id)
    return default.value if isinstance(default, ast.Constant) else None


def one_of_many(machine: Machine, name: Pattern) -> Value:
    """What is read of self under a name with unknown parts: the buffer that a loop registered under such a name."""
    shape = name.literal, name.text.partition("{")[0]
    alike = [held for key, held in machine.state.patterns
             if isinstance(key, Pattern) and (key.literal, key.text.partition("{")[0]) == shape]
    for held in alike:
        held.read = True
    known = bool(name.literal) and all(held.registered and isinstance(held.value, Tensor) for held in alike)
    return alike[0].value or Unknown() if alike and known else Unknown()


def builtin_hasattr(machine: Machine, arguments: Arguments) -> Value:
    """hasattr(x, name)."""
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], SelfValue):
        name = values.constant(arguments.positional[1])
        if isinstance(name, str):
            return has_self(machine, name)
    result = Plain()
    result.key = ("hasattr", arguments.text())
    return result


def builtin_setattr(machine: Machine, arguments: Arguments) -> Value:
    """setattr(x, name, value)."""
    if len(arguments.positional) == 3:
        owner, name, value = arguments.positional
        set_attribute(machine, owner, name, value, arguments.nodes[2] if len(arguments.nodes) > 2 else None)
    return NoneValue()


def builtin_delattr(machine: Machine, arguments: Arguments) -> Value:
    """delattr(x, name)."""
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], SelfValue):
        name = values.constant(arguments.positional[1])
        if isinstance(name, str):
            delete_self(machine, name)
    return NoneValue()


def builtin_range(machine: Machine, arguments: Arguments) -> Value:
    """range(…): its numbers where there are few of them and they are known."""
    known = [values.constant(v) for v in arguments.positional]
    if known and not arguments.starred and all(isinstance(k, int) for k in known):
        try:
            numbers = range(*known)
            few = len(numbers) <= MOST_UNROLLED
        except (TypeError, ValueError, OverflowError):
            few = False
        if few:
            return Container(kind="range", entries=[Entry(Plain(n)) for n in numbers])
    return Container(kind="range", exact=False, entries=[Entry(Plain(of="int"))])


def builtin_enumerate(machine: Machine, arguments: Arguments) -> Value:
    """enumerate(items, start)."""
    source = as_container(arguments.positional[0]) if arguments.positional else None
    if source is None:
        inner = element_of(arguments.positional[0]) if arguments.positional else Unknown()
        return Container(kind="generator", exact=False, entries=[Entry(pair(Plain(of="int"), inner))])
    first = arguments.get(1, "start")
    start = values.constant(first) if first is not None else 0
    known = source.exact and isinstance(start, int)
    made = [Entry(pair(Plain(start + i) if known else Plain(of="int"), item_of(source, e)))
            for i, e in enumerate(source.entries)]
    return Container(kind="generator", exact=source.exact, entries=made)


def builtin_zip(machine: Machine, arguments: Arguments) -> Value:
    """zip(a, b, …): item by item where all are known, else one of each."""
    sources = [as_container(v) for v in arguments.positional]
    if all(s is not None and s.exact for s in sources) and not arguments.starred:
        exact = [[item_of(s, e) for e in s.entries] for s in sources if s is not None]
        made = [Entry(Container(kind="tuple", entries=[Entry(v) for v in row])) for row in zip(*exact)]
        return Container(kind="generator", entries=made)
    row = Container(kind="tuple", entries=[Entry(element_of(v)) for v in arguments.positional])
    row.exact = not arguments.starred
    return Container(kind="generator", exact=False, entries=[Entry(row)])


def builtin_map(machine: Machine, arguments: Arguments) -> Value:
    """map(function, items)."""
    if len(arguments.positional) < 2:
        return Unknown()
    function, items = arguments.positional[0], arguments.positional[1]
    elements, exact = elements_of(machine, items)

    def called(element: Value) -> Value:
        return machine.each(function, lambda f: machine.call(f, Arguments(positional=[element])))

    made = [Entry(called(element)) for element in elements]
    return Container(kind="generator", exact=exact, entries=made)


def builtin_vars(machine: Machine, arguments: Arguments) -> Value:
    """vars(x): for `self` the dict that `self.__dict__` is."""
    owner = arguments.positional[0] if arguments.positional else None
    return Method(owner, "__dict__") if isinstance(owner, SelfValue) else Unknown()


def builtin_type(machine: Machine, arguments: Arguments) -> Value:
    """type(x)."""
    result = Unknown(some=True)
    result.key = ("type", arguments.text())
    return result


BUILTINS: dict[str, Callable[[Any, Arguments], Value]] = {
    "isinstance": builtin_isinstance, "getattr": builtin_getattr, "hasattr": builtin_hasattr,
    "setattr": builtin_setattr, "delattr": builtin_delattr, "range": builtin_range, "enumerate": builtin_enumerate,
    "zip": builtin_zip, "map": builtin_map, "vars": builtin_vars, "type": builtin_type,
}
SAFE_STRING_METHODS = frozenset(
    "lower upper strip lstrip rstrip replace split title capitalize startswith endswith join removeprefix "
    "removesuffix".split()
)
LENGTHENING = ("replace", "join", "format")
"""Those of them by which a short string can become a long one."""


def plain_method(owner: Plain, name: str, arguments: Arguments) -> Value:
    """A method of a string, number or array: strings are computed where all is known and short."""
    known = [values.constant(v) for v in arguments.positional]
    if isinstance(owner.constant, str) and not arguments.keywords and values.MISSING not in known:
        if name in SAFE_STRING_METHODS or name == "format":
            try:
                if name in LENGTHENING and grows(owner.constant, name, known):
                    return Plain(of="str")
                return wrapped(getattr(owner.constant, name)(*known))
            except Exception:  # a call that Python refuses is its author's matter
                return Plain()
    if isinstance(owner.constant, str) and name == "format":
        return joined_text(list(format_parts(owner.constant)))
    items = arguments.positional[0] if name == "join" and len(arguments.positional) == 1 else None
    if isinstance(owner.constant, str) and isinstance(items, Container) and items.exact and items.kind != "dict":
        parts = [part for item in items.values() for part in (owner, item)]
        return joined_text(parts[1:])
    if name in ("replace", "format", "join", "lower", "upper", "strip"):
        return Pattern(text="{…}")
    result = Plain()
    result.key = values.key_of("method", owner.key, name, arguments.text())
    return result


def format_parts(text: str) -> Iterator[Value]:
    """The parts of a text that `format` fills in; none where it can't be read."""
    try:
        for before, name, specification, conversion in Formatter().parse(text):
            yield Plain(before)
            if name is not None:
                yield field(specification or "" if conversion is None else "")
    except ValueError:  # a text that Python refuses is its author's matter
        return


def grows(text: str, name: str, given: Sequence[Any]) -> bool:
    """Whether a method of a string may make one that is far longer, or looks into what it's given."""
    if (len(text) + 1) * (1 + sum(len(g) for g in given if isinstance(g, str))) > MOST_MADE:
        return True
    return name == "format" and (asks_for_width(text) or any(
        "." in (field or "") or "{" in (specification or "") for _, field, specification, _ in Formatter().parse(text)))


def wrapped(result: Any) -> Value:
    """A Python value as a constant, a list of them as a container."""
    if isinstance(result, list):
        known = [Entry(known_value(r)) for r in result[:MOST_ITEMS]]
        rest = [Entry(Unknown())] if len(result) > MOST_ITEMS else []
        return Container(entries=[*known, *rest], exact=not rest)
    return known_value(result)
