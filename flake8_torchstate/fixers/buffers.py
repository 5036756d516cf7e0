"""The fix of TSM101: the assignment of a tensor becomes the registration of a buffer, in place."""
from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from flake8_torchstate.code.classes import DATACLASS
from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.changes import Changes, argument, if_certain
from flake8_torchstate.fixers.writes import (
    BUFFER, free, given_by, keeps_kind, ordinary, own_statement, written_from_outside)
from flake8_torchstate.model import values
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.values import NoneValue, Tensor
from flake8_torchstate.report.context import COMPLEX, Function, is_of_self, without_docstring
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.purpose import is_only_placeholder, is_saved, is_weight, number_of, twin_of
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.trees import NoFix

# what may give back its argument, which may be a Parameter
PASSING = frozenset("as_tensor asarray".split())
SPACE = cst.SimpleWhitespace(" ")


@if_certain
def buffer_fix(report: Report, lost: LostTensor) -> Fix:
    """The fix of a bare tensor, where it's certain that nothing breaks."""
    if not ordinary(report):
        raise NoFix("the class keeps its names in a way of its own")
    statement = own_statement(report, site_to_write(report, lost))
    parts = Parts(report, statement).found
    if all(part.becomes is None or part.becomes.name != lost.name for part in parts):
        raise NoFix("it can't be registered there")
    title = f"Register '{report.written(lost.name)}' as a buffer"
    safe = not any(part.becomes is not None and part.becomes.persistent for part in parts)
    if report.config.buffer_style == "nn.Buffer":
        nn, more = imports.nn_of(report)
        return as_objects(report, statement, parts, f"{nn}.Buffer").fix(title, safe, more)
    return as_registrations(report, statement, parts).fix(title, safe)


def site_to_write(report: Report, lost: LostTensor) -> Site:
    """The one statement that sets the name first, and can register it."""
    firsts: dict[tuple[int, int], Site] = {}
    for other in report.lost_tensors:
        if other.name == lost.name and other.site.position() == lost.site.position():
            first = other.first
            placeholder = first is None or (
                not first.early and isinstance(first.value, (NoneValue, Tensor)) and first.guard <= other.guard)
            if other.later is not None or other.in_class_body or other.early or other.alias or not placeholder:
                raise NoFix("it holds something else at first or later")
            site = first.site if first is not None and first.site is not None else other.site
            firsts[site.position()] = site
    if len(firsts) != 1:
        raise NoFix("several statements set it")
    return next(iter(firsts.values()))


# --- what a statement sets


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


class Parts:
    """The targets of one statement."""

    def __init__(self, report: Report, statement: ast.stmt) -> None:
        self._report = report
        self._statement = statement
        self.found = self._parts(statement)

    def _parts(self, node: ast.stmt) -> list[Part]:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            return [Part(node.target, node.value, self._becomes(node.target, node.value))]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            return [Part(target, value, self._may_become(target, value)) for target, value in self._pairs(node)]
        if isinstance(node, ast.Assign):
            return [Part(t, node.value, None if isinstance(t, ast.Name) else self._becomes(t, node.value))
                    for t in node.targets]
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or (
                call.func.id != "setattr" or len(call.args) != 3):
            raise NoFix("it isn't an assignment")
        owner, name, value = call.args
        if not isinstance(owner, ast.Name) or isinstance(value, ast.Starred) or (
                not isinstance(name, (ast.Constant, ast.JoinedStr))):
            raise NoFix("its name isn't written there")
        here = self._report.context.start(node)
        names = sorted({w.name for w in self._report.state.written
                        if w.site.position() == here and w.site.file is self._report.cls.source})
        return [Part(name, value, self._registered(n, value)) for n in names]

    def _pairs(self, node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
        """`self.a, self.b = one, two`, where each value may be assigned before the next one is looked at."""
        left, right = node.targets[0], node.value
        if len(node.targets) > 1 or not isinstance(left, (ast.Tuple, ast.List)) or (
                not isinstance(right, (ast.Tuple, ast.List))):
            raise NoFix("a value for each target can't be seen")
        if len(left.elts) != len(right.elts) or node.lineno != node.end_lineno:
            raise NoFix("its values can't be taken apart")
        set_before: set[tuple[bool, str]] = set()
        for target, value in zip(left.elts, right.elts):
            nodes = list(ast.walk(value))
            calls_own = any(is_of_self(n) and n.attr in self._report.cls.methods for n in nodes)
            if not isinstance(target, (ast.Attribute, ast.Name)) or isinstance(value, ast.Starred) or (
                    set_before and (calls_own or set_before & {key_of(n) for n in nodes})):
                raise NoFix("a value reads what an earlier target sets")
            set_before.add(key_of(target))
        return list(zip(left.elts, right.elts))

    def _may_become(self, target: ast.expr, value: ast.expr) -> Buffer | None:
        try:
            return self._becomes(target, value)
        except NoFix:
            return None

    def _becomes(self, target: ast.expr, value: ast.expr) -> Buffer:
        if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
            raise NoFix("it isn't an attribute of the module")
        return self._registered(self._report.cls.private(target.attr), value)

    def _registered(self, name: str, value: ast.expr) -> Buffer:
        """A name as a buffer of the statement."""
        report = self._report
        lost = next((o for o in report.lost_tensors if o.name == name and o.value.grad is not True), None)
        if lost is None or is_weight(report, lost):
            raise NoFix("it isn't lost, or rather a Parameter")
        if twin_of(report, lost) or is_only_placeholder(report, lost) or number_of(report, lost):
            raise NoFix("a buffer isn't what fits")
        if not self._is_tensor(name, value) or not free(report, name) or (
                not keeps_kind(report, name, self._statement, BUFFER)):
            raise NoFix("it may be something else than a tensor")
        given_away = report.written(name) in report.context.given_to_numpy
        if given_away or written_from_outside(report, name) or changed_in_place(report, sharing(report, name)):
            raise NoFix("it is used in a way in which no buffer can be")
        choice = report.config.persistent
        return Buffer(name, choice == "always" or (choice == "statistics" and is_saved(report, lost)))

    def _is_tensor(self, name: str, value: ast.expr) -> bool:
        """Whether the statement certainly gives the name nothing but real tensors that are no Parameters, or None."""
        if PASSING & words_of(value) or self._may_be_complex(value):
            return False
        found = given_by(self._report, name, self._statement)
        if self._report.config.buffer_style == "nn.Buffer" and any(not isinstance(v, Tensor) for v in found):
            return False  # nn.Buffer(None) is an empty tensor
        return bool(found) and all(isinstance(v, NoneValue) or (
            isinstance(v, Tensor) and v.grad is False and not v.borrowed and not v.history) for v in found)

    def _may_be_complex(self, value: ast.expr) -> bool:
        """Whether the method, or a function that the value calls, has to do with complex numbers."""
        method = self._report.context.function_of(self._statement)
        called = [self._report.cls.find_method(n.attr) for n in ast.walk(value) if isinstance(n, ast.Attribute)]
        return any(f is not None and COMPLEX & f.outline.mentioned for f in called) or (
            method is not None and self._report.context.has_complex(method))


def sharing(report: Report, name: str) -> set[str]:
    """The names that hold the same tensor, as the code writes them."""
    written = report.state.written
    held = {o.value for w in written if w.name == name for o in values.options(w.value) if isinstance(o.value, Tensor)}
    return {report.written(w.name) for w in written if any(o.value in held for o in values.options(w.value))}


def changed_in_place(report: Report, names: set[str]) -> bool:
    """Whether one of several names for a tensor is changed in place, which the others see only until it's moved."""
    return len(names) > 1 and any(names & attributes(n) for node in report.context.nodes for n in changed_by(node))


def changed_by(node: ast.AST) -> list[ast.expr]:
    """The expressions whose tensors a node changes in place."""
    if isinstance(node, ast.AugAssign):
        return [node.target]
    if isinstance(node, ast.Subscript):
        return [] if isinstance(node.ctx, ast.Load) else [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return [node.func.value] if node.func.attr.endswith("_") else []
    return [node.value] if isinstance(node, ast.keyword) and node.arg == "out" else []


# --- the changes


def as_objects(report: Report, statement: ast.stmt, parts: Sequence[Part], called: str) -> Changes:
    """nn.Buffer(…) around the values."""
    changes = Changes(report.context.tree([statement]))
    for value, more in {part.value: part.becomes.more for part in reversed(parts) if part.becomes is not None}.items():
        changes.wrap(changes.tree.find(value), called, *more)
    return changes


def as_registrations(report: Report, statement: ast.stmt, parts: Sequence[Part]) -> Changes:
    """`register_buffer` in place of the assignment."""
    if isinstance(statement, ast.AnnAssign):
        changes = declared(report, statement)
        changes.split(changes.tree.find(statement), lambda a: [
            registration(a.target, parts[0], a.value, a.equal.whitespace_after)])
        return changes
    changes = Changes(report.context.tree([statement]))
    node = changes.tree.find(statement)
    if isinstance(statement, ast.Expr):
        changes.split(node, lambda s: [s.with_changes(value=by_name(s.value, parts[0]))])
    elif len(parts) > 1 and parts[0].value is not parts[-1].value:
        changes.split(node, lambda a: unpacked(a, parts))
    else:
        changes.split(node, lambda a: chain(a, parts))
    return changes


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


# --- the annotation goes to the class, where type checkers still see it


def declared(report: Report, node: ast.AnnAssign) -> Changes:
    """The changes that declare an attribute's type in the class: none where it's declared."""
    cls, context = report.cls, report.context
    assert isinstance(node.target, ast.Attribute)
    name = node.target.attr
    if any(name in c.annotations for c in cls.family):
        return Changes(context.tree([node]))
    whole = context.class_of(node)
    if whole is None or {"Final", "ClassVar"} & words_of(node.annotation) or any(
            d in DATACLASS or not d.startswith("torch") for d in cls.decorators):
        raise NoFix("a class can't declare it like this")
    changes = Changes(context.tree([node, whole]))
    annotation = annotation_text(report, changes.tree.text(changes.tree.find(node.annotation)), node.annotation)
    declaration = cst.parse_statement(f"{name}: {annotation}")
    body = without_docstring(whole.body)
    after = list(itertools.dropwhile(lambda part: isinstance(part, ast.AnnAssign) and part.value is None, body))[0]
    first = after is body[0]
    apart = first and isinstance(after, (*Function, ast.ClassDef))
    changes.insert(changes.tree.find(after), declaration, on_top=first, apart=apart)
    return changes


def annotation_text(report: Report, text: str, node: ast.expr) -> str:
    """An annotation as a class can have it: one of a function is never looked at by Python, one of a class is."""
    tree = report.cls.source.tree
    postponed = any(isinstance(n, ast.ImportFrom) and n.module == "__future__"
                    and any(a.name == "annotations" for a in n.names)
                    for n in tree.body)
    as_it_is = isinstance(node, ast.Constant) or postponed or bound_at_top(tree, node)
    if "\n" in text or (not as_it_is and ('"' in text or "'" in text)):
        raise NoFix("it can't be written as a string")
    return text if as_it_is else f'"{text}"'


def bound_at_top(tree: ast.Module, node: ast.expr) -> bool:
    """Whether plain imports at the top bind all of a dotted or subscripted name, such as `Optional[Tensor]`."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return all(bound_at_top(tree, part) for part in (node.value, *parts))
    while isinstance(node, ast.Attribute):
        node = node.value
    names = {alias.asname or alias.name.partition(".")[0] for n in tree.body
             if isinstance(n, (ast.Import, ast.ImportFrom)) for alias in n.names}
    return isinstance(node, ast.Name) and node.id in names


def words_of(node: ast.AST) -> set[str]:
    """The names and attributes that a node mentions."""
    return {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in ast.walk(node)}


def attributes(node: ast.AST) -> set[str]:
    """The attributes that a node mentions."""
    return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def key_of(node: ast.AST) -> tuple[bool, str]:
    """What a node reads or sets: whether that is an attribute, and its name."""
    return (True, node.attr) if isinstance(node, ast.Attribute) else (False, getattr(node, "id", ""))
