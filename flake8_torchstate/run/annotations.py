"""What annotations and defaults promise of a value."""
from __future__ import annotations

import ast
from collections.abc import Hashable

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import MODULE, ClassInfo, canonical, is_module_path
from flake8_torchstate.knowledge.names import (
    ARRAYS, BUFFER_CLASSES, MAKERS, MAPPINGS, NUMBERS, PARAMETER_CLASSES, SEQUENCES, SHAPED, TENSOR_CLASSES, WRAPPERS)
from flake8_torchstate.model import values
from flake8_torchstate.model.guards import Literal
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Entry, Module, NoneValue, Option, Parameter, Plain, Tensor, Unknown, Value)
from flake8_torchstate.run.attributes import attribute
from flake8_torchstate.run.beyond import holding_fields
from flake8_torchstate.run.limits import MOST_ANNOTATION
from flake8_torchstate.run.machine import Frame, Machine
from flake8_torchstate.run.names import global_value


def promised_value(machine: Machine, node: ast.expr) -> Value | None:
    """The value that an annotation promises; None where it says nothing."""
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NoneValue()
        return from_text(machine, node.value) if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return union(machine, [node.left, node.right])
    if isinstance(node, ast.Subscript):
        return subscripted(machine, node)
    return of_class(machine, dotted(machine, node))


def from_text(machine: Machine, text: str) -> Value | None:
    """A quoted annotation."""
    if len(text) > MOST_ANNOTATION:
        return None
    try:
        return promised_value(machine, ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return None


def dotted(machine: Machine, node: ast.expr) -> Value:
    """What the names of an annotation stand for."""
    if isinstance(node, ast.Name):
        return global_value(machine, node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(machine, node.value)
        return attribute(machine, owner, node.attr) if isinstance(owner, (Dotted, Class)) else Unknown()
    return Unknown()


def of_class(machine: Machine, value: Value) -> Value | None:
    """The instance that a class's name promises."""
    if isinstance(value, Class):
        if not value.info.counts_as_module:
            return with_fields(machine, value.info)
        return Module(info=value.info, borrowed=True, label=value.info.name)
    if not isinstance(value, Dotted):
        return None
    path = value.path
    if path in TENSOR_CLASSES or path in BUFFER_CLASSES:
        return Tensor(grad=False if path in BUFFER_CLASSES else None, borrowed=True)
    if path in PARAMETER_CLASSES:
        return Parameter(grad=None, fresh=False)
    if path in NUMBERS or path in ARRAYS or knowledge.is_plain_class(path):
        return Plain(of=path.removeprefix("builtins.") if path in NUMBERS else "")
    if is_module_path(path):
        facts = knowledge.torch_module(path)
        label = "Module" if canonical(path) == MODULE else path.split(".")[-1]
        found = facts if facts is not None and facts.path != MODULE and not label.startswith("_") else None
        keeps = None if found is None else not found.stateless
        return Module(
            torch=found, borrowed=True, label=label, keeps=keeps, trains=found is None or found.training_dependent
        )
    return None


def with_fields(machine: Machine, info: ClassInfo) -> Value | None:
    """An object of a class of the tree that is no Module: the tensors and modules that its fields promise."""
    key = (info, "fields")
    if not holding_fields(info) or key in machine.globals:
        return None  # one that has another of its kind
    machine.globals[key] = NoneValue()
    members: dict[Hashable, Value] = {}
    for name in holding_fields(info):
        node = info.annotations[name].node
        with machine.entered(Frame(info.body_scope, info, statement=node)):
            found = promised_value(machine, node.annotation)
        if isinstance(found, (Tensor, Parameter, Module, Container)):
            members[name] = found if not is_none(node.value) else optional(found) or found
    del machine.globals[key]
    return Unknown(members=members) if members else None


def is_none(node: ast.expr | None) -> bool:
    """Whether an expression is None itself."""
    return isinstance(node, ast.Constant) and node.value is None


def subscripted(machine: Machine, node: ast.Subscript) -> Value | None:
    """Optional[T], Union[A, B], list[T], Callable[[A], T], type[T], Float[Tensor, "a b"], Annotated[T, …]."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    head = dotted(machine, node.value)
    if not isinstance(head, Dotted) or not parts:
        return None
    name = head.path.split(".")[-1]
    if name == "Optional":
        return optional(promised_value(machine, parts[0]))
    if name == "Union":
        return union(machine, parts)
    if head.path in WRAPPERS or head.path.startswith("typing_extensions.") or head.path.startswith(SHAPED):
        return promised_value(machine, parts[0])
    if name in MAKERS:
        return maker(machine, parts)
    if name in ("tuple", "Tuple") and not any(isinstance(p, ast.Constant) and p.value is ... for p in parts):
        items = [promised_value(machine, part) for part in parts]
        entries = [Entry(item or Unknown()) for item in items]
        return Container(kind="tuple", entries=entries, borrowed=True) if any(items) else None
    if name in SEQUENCES:
        inner = promised_value(machine, parts[0])
        return borrowed(SEQUENCES[name], inner) if inner is not None else None
    if name in MAPPINGS and len(parts) == 2:
        inner = promised_value(machine, parts[1])
        # a Dict[str, Tensor] mostly is a bag of options, of which nothing is known to be in it
        return borrowed(MAPPINGS[name], inner) if inner is not None and not isinstance(inner, Tensor) else None
    return None


def maker(machine: Machine, parts: list[ast.expr]) -> Value | None:
    """Callable[[A], T] and type[T]: what calling it gives is new, unless it's given modules."""
    taken = [promised_value(machine, part) for each in parts[:-1] if isinstance(each, ast.List) for part in each.elts]
    inner = promised_value(machine, parts[-1])
    known = isinstance(inner, (Module, Tensor, Container)) and not any(isinstance(each, Module) for each in taken)
    return Unknown(members={values.RESULT: inner}) if known and inner is not None else None


def borrowed(kind: str, inner: Value) -> Container:
    """A container argument with items of one kind."""
    return Container(kind=kind, entries=[Entry(inner)], exact=False, borrowed=True)


def optional(inner: Value | None) -> Value | None:
    """`T | None`."""
    if inner is None or isinstance(inner, NoneValue):
        return inner
    literal = Literal(("optional", inner.key))
    none = Option(frozenset([literal]), NoneValue())
    return values.choose([none, Option(frozenset([literal.negated()]), inner)])


def union(machine: Machine, parts: list[ast.expr]) -> Value | None:
    """A union: with None the other one or None; of different kinds nothing is known."""
    found = [promised_value(machine, part) for part in parts]
    rest = [f for f in found if not isinstance(f, NoneValue)]
    if not rest:
        return NoneValue()
    kinds = {type(f) for f in rest}
    if len(kinds) > 1 or rest[0] is None:
        return None
    return optional(rest[0]) if len(rest) < len(found) else rest[0]


def argument_value(name: str, place: Hashable, promise: Value | None, default: Value | None) -> Value:
    """The value of a constructor's argument that nobody gave: by annotation and default.

    A default of None leaves what the annotation says, or something unknown, as the other possibility.
    """
    is_class = isinstance(default, Class) or isinstance(default, Dotted) and (
        isinstance(promise, Unknown) or is_module_path(default.path))
    if is_class and isinstance(promise, (Unknown, Module)):
        promise = None  # what the default makes tells more than what all that may be given have in common
    if default is None or isinstance(default, Plain):
        number = isinstance(default, Plain) and isinstance(default.constant, (bool, int, float))
        return promise if promise is not None else Unknown(some=isinstance(default, Plain), data=number)
    literal = Literal(("default", place, name))
    passed = frozenset([literal.negated()])
    if isinstance(default, NoneValue):
        inner: Value = promise if promise is not None else Unknown(some=True)
        kept = [o for o in values.options(inner) if not isinstance(o.value, NoneValue)]
        others = [Option(passed, o.value) for o in kept]
    elif isinstance(default, Class):
        return Unknown()  # whatever the annotation says
    else:
        others = [Option(passed, promise if promise is not None else Unknown(some=True))]
    return values.choose([Option(frozenset([literal]), default), *others])
