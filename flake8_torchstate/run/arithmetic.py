"""Operators: what arithmetic gives, of tensors, numbers, strings and containers."""
from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flake8_torchstate.model import values
from flake8_torchstate.model.guards import ALWAYS
from flake8_torchstate.model.values import (
    Choice, Container, Entry, Module, NoneValue, Option, Pattern, Plain, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.containers import add
from flake8_torchstate.run.limits import MOST_LITERAL, MOST_NUMBER, MOST_TEXT, MOST_UNROLLED
from flake8_torchstate.run.machine import Machine

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b,
    "FloorDiv": lambda a, b: a // b, "Div": lambda a, b: a / b, "Mod": lambda a, b: a % b,
}


def binary(machine: Machine, operator: str, left: Value, right: Value) -> Value:
    """What an arithmetic operator gives for each possible pair of operands."""
    if isinstance(left, Choice) or isinstance(right, Choice):
        return values.choose(
            Option(a.guard | b.guard, binary(machine, operator, a.value, b.value))
            for a in values.options(left) for b in values.options(right)
            if machine.here.meets(a.guard | b.guard))
    machine.use(left, right)
    if operator == "Mod" and isinstance(left, Plain) and isinstance(left.constant, str):
        return percent(left.constant, right)
    if values.is_tensor(left) or values.is_tensor(right):
        dtype = tensors.arithmetic_dtype([left, right], operator == "Div")
        result = tensors.combined([left, right], machine.frame.no_grad, dtype)
        return tensors.spoil(result, [left, right], machine.site)
    if operator == "Mult" and (isinstance(left, Container) or isinstance(right, Container)):
        return repeated(machine, left, right)
    if isinstance(left, Container) and isinstance(right, Container):
        return joined(machine, operator, left, right)
    return folded(operator, left, right)


def joined(machine: Machine, operator: str, left: Container, right: Container) -> Container:
    """`[…] + […]`, `{…} | {…}`."""
    whole = operator == "Add"
    born = machine.here.guard if whole else ALWAYS
    exact = whole and left.exact and right.exact
    result = Container(kind=left.kind, entries=list(left.entries), exact=exact, born=born)
    for entry in right.entries:
        add(machine, result, entry)
    return result


def unary(machine: Machine, inner: Value) -> Value:
    """What a sign gives."""
    if values.is_tensor(inner):
        result = tensors.combined([inner], machine.frame.no_grad, tensors.dtype_of(inner))
        return tensors.spoil(result, [inner], machine.site)
    return Plain() if isinstance(inner, Plain) else Unknown(computed=True)


def folded(operator: str, left: Value, right: Value) -> Value:
    """Arithmetic on what is no tensor: a constant where both are short and known."""
    if isinstance(left, Pattern) or isinstance(right, Pattern):
        return joined_text([left, right]) if operator == "Add" else Pattern()
    if not (isinstance(left, Plain) and isinstance(right, Plain)):
        result: Value = Unknown(computed=True)
        if not isinstance(left, Unknown) or not isinstance(right, Unknown):
            carried = [v for v in (left, right) if isinstance(v, (Container, Module))]
            data = isinstance(left, Plain) or isinstance(right, Plain)
            result = Unknown(tuple(carried), data=data, computed=True)
        result.key = values.key_of(operator, left.key, right.key)
        return result
    if left.known and right.known and operator in ARITHMETIC and small(left.constant) and small(right.constant):
        if grows(operator, left.constant, right.constant):
            return Plain(of="str")
        try:
            return known_value(ARITHMETIC[operator](left.constant, right.constant))
        except Exception:  # whatever Python says of these two constants, it is their author's matter
            return Plain()
    if operator == "Add" and (isinstance(left.constant, str) or isinstance(right.constant, str)):
        return joined_text([left, right])
    result = Plain()
    result.key = values.key_of(operator, left.key, right.key)
    return result


def known_value(constant: Any) -> Value:
    """A constant as a value; one that is too long to be worked with is only known by its type."""
    if constant is None:
        return NoneValue()
    if isinstance(constant, complex) or constant is Ellipsis:
        return Plain()
    if isinstance(constant, int) and abs(constant) >= MOST_NUMBER:
        return Plain(of="int")
    if isinstance(constant, (str, bytes)) and len(constant) > MOST_LITERAL:
        return Plain(of=type(constant).__name__)
    return Plain(constant)


def pattern(text: str, literal: str) -> Pattern:
    """A text with unknown parts; nothing is known of one that is too long for a name."""
    return Pattern(text=text, literal=literal) if len(text) <= MOST_LITERAL else Pattern()


def grows(operator: str, left: Any, right: Any) -> bool:
    """Whether an operation on two small constants may make a text that is no longer small."""
    if operator == "Mult":
        texts, times = (left, right) if isinstance(left, str) else (right, left)
        return isinstance(texts, str) and isinstance(times, int) and len(texts) * times > MOST_LITERAL
    return operator == "Mod" and isinstance(left, str) and ("*" in left or asks_for_width(left))


def percent(text: str, given: Value) -> Value:
    """`text % given`: computed where all is known and short, else a pattern."""
    known = values.constant(given)
    if isinstance(given, Container) and given.kind == "tuple" and given.exact:
        known = tuple(values.constant(entry.value) for entry in given.entries)
    parts = known if isinstance(known, tuple) else (known,)
    if values.MISSING in parts or not small(text) or not all(map(small, parts)) or grows("Mod", text, known):
        return joined_text(list(percent_parts(text)))
    try:
        return known_value(text % known)
    except Exception:  # whatever Python says of these constants, it is their author's matter
        return Plain()


def percent_parts(text: str) -> Iterator[Value]:
    """The parts of a text that `%` fills in: `%%`, and fields such as `%d`, `%-5.2f` and `%(name)s`."""
    before, mark, rest = text.partition("%")
    while mark:
        yield Plain(before)
        after = rest.partition(")")[2] if rest.startswith("(") else rest
        bare = after.lstrip("#-+ .*hlL" + string.digits)
        if bare.startswith("%"):
            yield Plain("%")
        else:
            yield field(after[:len(after) - len(bare) + 1])
        before, mark, rest = bare[1:].partition("%")
    yield Plain(before)


def field(specification: str, shown: str = "") -> Pattern:
    """What is filled into a text: not known, but for the dot of a number that is written with decimals."""
    kind, rest = specification[-1:], specification[:-1]
    places = rest.rpartition(".")[2] if "." in rest else "6"
    decimals = kind in ("e", "E", "f", "F", "%") and "%" not in rest and places.isdigit() and int(places) > 0
    return Pattern(text=shown or (f"{{:{specification}}}" if decimals else "{…}"), literal="." if decimals else "")


def formatted(value: Value, specification: str, shown: str) -> Value:
    """One `{…}` of a text: a constant as it's written there, else a pattern."""
    constant = values.constant(value)
    if constant is values.MISSING or isinstance(value, Pattern) or not small(constant) or asks_for_width(specification):
        return field(specification, shown)
    try:
        return known_value(format(constant, specification))
    except Exception:  # whatever Python says of this constant, it is its author's matter
        return Plain()


def asks_for_width(text: str) -> bool:
    """Whether a format has a number in it that is wider than a name may be."""
    words = "".join(c if c in string.digits else " " for c in text).split()
    return any(len(word.lstrip("0")) > len(str(MOST_LITERAL)) or int(word) > MOST_LITERAL for word in words)


def joined_text(parts: Sequence[Value]) -> Value:
    """Strings side by side: a constant where all are known, else a pattern."""
    if all(isinstance(p, Plain) and p.known and isinstance(p.constant, (str, int, float)) for p in parts):
        return known_value("".join(str(values.constant(p)) for p in parts))
    shown, literal = "", ""
    for part in parts:
        known = str(part.constant) if isinstance(part, Plain) and part.known else None
        literal += part.literal if isinstance(part, Pattern) else known or ""
        shown += part.text if isinstance(part, Pattern) else "{…}" if known is None else known
    return pattern(shown, literal)


def small(constant: Any) -> bool:
    """Whether a constant is short enough to compute with."""
    if isinstance(constant, str):
        return len(constant) < MOST_TEXT
    return isinstance(constant, (int, float)) and abs(constant) < 2 ** 31


def repeated(machine: Machine, left: Value, right: Value) -> Value:
    """`[x] * n`."""
    container = left if isinstance(left, Container) else right
    number = values.constant(right if container is left else left)
    assert isinstance(container, Container)
    shared = machine.site if number not in (0, 1) else None
    entries = [Entry(e.value, None, e.key, e.shared or shared) for e in container.entries]
    if isinstance(number, int) and container.exact and 0 <= number * len(entries) <= MOST_UNROLLED:
        return Container(
            kind=container.kind, entries=[Entry(e.value, None, e.key, e.shared) for _ in range(number) for e in entries]
        )
    return Container(kind=container.kind, entries=entries, exact=False)
