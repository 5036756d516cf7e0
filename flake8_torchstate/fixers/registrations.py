"""The text of a registration: `register_buffer` or `nn.Buffer` in place of an assignment."""
from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.changes import Changes, argument
from flake8_torchstate.report.findings import Report

SPACE = cst.SimpleWhitespace(" ")


@dataclass(frozen=True)
class Buffer:
    """What a name becomes; persistent: whether `state_dict()` is to have it."""

    name: str
    persistent: bool

    @property
    def more(self) -> list[str]:
        """The last arguments of the registration."""
        return [] if self.persistent else ["persistent=False"]


@dataclass(frozen=True)
class Part:
    """One target of a statement, the expression that it is given, and the buffer that it becomes."""

    target: ast.expr
    value: ast.expr
    becomes: Buffer | None


def as_objects(changes: Changes, parts: Sequence[Part], called: str) -> None:
    """nn.Buffer(…) around the values."""
    for value, more in {part.value: part.becomes.more for part in reversed(parts) if part.becomes is not None}.items():
        changes.wrap(changes.tree.find(value), called, *more)


def as_registrations(report: Report, changes: Changes, statement: ast.stmt, parts: Sequence[Part]) -> None:
    """`register_buffer` in place of the assignment; its annotation stays where it stood."""
    node = changes.tree.find(statement)
    if isinstance(statement, ast.AnnAssign):
        declared = isinstance(statement.target, ast.Attribute) and any(
            statement.target.attr in c.annotations for c in report.cls.family)
        changes.split(node, lambda a: annotated(a, parts[0], declared))
    elif isinstance(statement, ast.Expr):
        changes.split(node, lambda s: [s.with_changes(value=by_name(s.value, parts[0]))])
    elif len(parts) > 1 and parts[0].value is not parts[-1].value:
        changes.split(node, lambda a: unpacked(a, parts))
    else:
        changes.split(node, lambda a: chain(a, parts))


def annotated(node: Any, part: Part, declared: bool) -> list[cst.BaseSmallStatement]:
    """`self.a: Tensor = expression`: `self.a: Tensor` tells type checkers, and does nothing when it runs.

    In the class it would be something else: TorchScript reads the annotations there, and can't read all of them.
    """
    made = registration(node.target, part, node.value, node.equal.whitespace_after)
    if declared:
        return [made]
    alone = node.with_changes(target=node.target.deep_clone(), value=None, equal=cst.MaybeSentinel.DEFAULT)
    return [alone, made]


def registration(target: cst.Attribute, part: Part, value: cst.BaseExpression, space: Any = SPACE) -> cst.Expr:
    """`self.register_buffer("name", value)`."""
    assert part.becomes is not None
    function = cst.Attribute(target.value.deep_clone(), cst.Name("register_buffer"))
    name = cst.Arg(cst.SimpleString(f'"{part.becomes.name}"'), comma=cst.Comma(whitespace_after=space))
    return cst.Expr(cst.Call(function, [name, cst.Arg(value), *map(argument, part.becomes.more)]))


def chain(node: cst.Assign, parts: Sequence[Part]) -> list[cst.BaseSmallStatement]:
    """`self.a = expression`, and chains such as `x = self.a = self.b = expression`: the others read the first name."""
    targets: list[Any] = [t.target for t in node.targets]
    local = [t for t, part in zip(node.targets, parts) if part.becomes is None]
    lost = [(target, part) for target, part in zip(targets, parts) if part.becomes is not None]
    if local:
        first: cst.BaseSmallStatement = node.with_changes(targets=local)
    else:
        first = registration(*lost[0], node.value, node.targets[-1].whitespace_after_equal)
    read = local[0].target if local else targets[0]
    return [first, *(registration(target, part, read.deep_clone()) for target, part in (lost if local else lost[1:]))]


def unpacked(node: cst.Assign, parts: Sequence[Part]) -> list[cst.BaseSmallStatement]:
    """`self.a, self.b = one, two`: a statement for each."""
    left: Any = node.targets[0].target
    right: Any = node.value
    pairs = [(one.value, other.value) for one, other in zip(left.elements, right.elements)]
    return [cst.Assign([cst.AssignTarget(target)], value) if part.becomes is None else registration(target, part, value)
            for (target, value), part in zip(pairs, parts)]


def by_name(call: cst.Call, part: Part) -> cst.Call:
    """`setattr(self, "a", expression)`."""
    assert part.becomes is not None
    owner, name, value = call.args
    more = [argument(text).with_changes(comma=value.comma) for text in part.becomes.more]
    last = value.with_changes(comma=cst.Comma(whitespace_after=SPACE)) if more else value
    return call.with_changes(func=cst.Attribute(owner.value, cst.Name("register_buffer")), args=[name, last, *more])
