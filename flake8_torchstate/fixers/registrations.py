"""The text of a registration: `register_buffer` or `nn.Buffer` in place of an assignment."""
from __future__ import annotations

import ast
import itertools
import keyword
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from flake8_torchstate.code.source import FunctionNode
from flake8_torchstate.fixers.changes import Changes, argument
from flake8_torchstate.model import values
from flake8_torchstate.model.values import NoneValue
from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.trees import NoFix

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


def is_unpacking(parts: Sequence[Part], statement: ast.stmt) -> bool:
    """Whether one expression gives several targets their values."""
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], (ast.Tuple, ast.List)) and (
        parts[0].value is statement.value)


def as_objects(changes: Changes, statement: ast.stmt, parts: Sequence[Part], called: str) -> None:
    """nn.Buffer(…) around the values.  Raises NoFix where these aren't written there."""
    if is_unpacking(parts, statement):
        raise NoFix("a value for each target can't be seen")
    for value, more in {part.value: part.becomes.more for part in reversed(parts) if part.becomes is not None}.items():
        changes.wrap(changes.tree.find(value), called, *more)


@dataclass(frozen=True)
class Writer:
    """Writes the registrations of one statement.

    types: the names that are declared too, with their types.
    """

    types: dict[str, str]

    def registered(self, target: cst.Attribute, part: Part, value: cst.BaseExpression,
                   space: Any = SPACE) -> list[cst.BaseSmallStatement]:
        """`self.register_buffer("name", value)`, and before it the type that checkers read otherwise."""
        assert part.becomes is not None
        function = cst.Attribute(target.value.deep_clone(), cst.Name("register_buffer"))
        name = cst.Arg(cst.SimpleString(f'"{part.becomes.name}"'), comma=cst.Comma(whitespace_after=space))
        call = cst.Call(function, [name, cst.Arg(value), *map(argument, part.becomes.more)])
        declared = [declaration(target, self.types[name]) for name in [part.becomes.name] if name in self.types]
        return [*declared, cst.Expr(call)]


def declaration(target: cst.Attribute, annotation: str) -> cst.AnnAssign:
    """`self.name: annotation`, which does nothing when it runs."""
    return cst.AnnAssign(target.deep_clone(), cst.Annotation(cst.parse_expression(annotation)))


def writer_of(report: Report, parts: Sequence[Part], declared: set[str]) -> Writer:
    """What writes the registrations of a statement; declared: the names whose type is written somewhere."""
    types: dict[str, str] = {}
    for name in [part.becomes.name for part in parts if part.becomes is not None]:
        if name not in declared and is_checked(report, report.written(name)):
            text = type_of(report, name)
            types.update({name: text} if text else {})
    declared.update(types)
    return Writer(types)


def is_checked(report: Report, name: str) -> bool:
    """Whether type checkers look at a use of a name that has no type yet: one in a function with annotations.

    To them a name that is registered by its text is `Tensor | Module`.
    """
    context = report.context
    if any(name in c.annotations for c in report.cls.family) or any(
            isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Attribute) and n.target.attr == name
            for n in context.nodes):
        return False
    uses = [context.function_of(n) for n in context.attributes.get(name, ()) if isinstance(n.ctx, ast.Load)]
    return any(f is not None and (f.returns is not None or any(a.annotation is not None for a in arguments_of(f)))
               for f in uses)


def arguments_of(function: FunctionNode) -> list[ast.arg]:
    """All arguments of a function."""
    return [node for node in ast.walk(function.args) if isinstance(node, ast.arg)]


def type_of(report: Report, name: str) -> str:
    """The type of a buffer as the file can write it; "" where it can't."""
    scope = report.cls.scope
    named = [n for n, path in scope.imports.items() if path == "torch.Tensor" and scope.lookup(n) == path]
    written = named[0] if named else "torch.Tensor" if scope.lookup("torch") == "torch" else ""
    nothing = any(isinstance(option.value, NoneValue) for write in report.state.written if write.name == name
                  for option in values.options(write.value))
    return f"{written} | None" if written and nothing else written


def as_registrations(report: Report, changes: Changes, statement: ast.stmt, parts: Sequence[Part],
                     declared: set[str]) -> None:
    """`register_buffer` in place of the assignment; its annotation stays where it stood."""
    node = changes.tree.find(statement)
    if isinstance(statement, ast.Expr):
        changes.split(node, lambda s: [s.with_changes(value=by_name(s.value, parts[0]))])
        return
    writer = writer_of(report, parts, declared)
    if isinstance(statement, ast.AnnAssign):
        known = isinstance(statement.target, ast.Attribute) and any(
            statement.target.attr in c.annotations for c in report.cls.family)
        changes.split(node, lambda a: annotated(writer, a, parts[0], known))
    elif is_unpacking(parts, statement):
        local = local_names(report, statement, parts)
        changes.split(node, lambda a: taken_apart(writer, a, parts, local))
    elif len(parts) > 1 and parts[0].value is not parts[-1].value:
        changes.split(node, lambda a: unpacked(writer, a, parts))
    else:
        changes.split(node, lambda a: chain(writer, a, parts))


def annotated(writer: Writer, node: Any, part: Part, known: bool) -> list[cst.BaseSmallStatement]:
    """`self.a: Tensor = expression`: `self.a: Tensor` tells type checkers, and does nothing when it runs.

    In the class it would be something else: TorchScript reads the annotations there, and can't read all of them.
    """
    made = writer.registered(node.target, part, node.value, node.equal.whitespace_after)
    if known:
        return made
    return [node.with_changes(target=node.target.deep_clone(), value=None, equal=cst.MaybeSentinel.DEFAULT), *made]


def chain(writer: Writer, node: cst.Assign, parts: Sequence[Part]) -> list[cst.BaseSmallStatement]:
    """`self.a = expression`, and chains such as `x = self.a = self.b = expression`: the others read the first name."""
    targets: list[Any] = [t.target for t in node.targets]
    local = [t for t, part in zip(node.targets, parts) if part.becomes is None]
    lost = [(target, part) for target, part in zip(targets, parts) if part.becomes is not None]
    if local:
        first: list[cst.BaseSmallStatement] = [node.with_changes(targets=local)]
    else:
        first = writer.registered(*lost[0], node.value, node.targets[-1].whitespace_after_equal)
    read = local[0].target if local else targets[0]
    more = [writer.registered(target, part, read.deep_clone()) for target, part in (lost if local else lost[1:])]
    return [*first, *itertools.chain.from_iterable(more)]


def unpacked(writer: Writer, node: cst.Assign, parts: Sequence[Part]) -> list[cst.BaseSmallStatement]:
    """`self.a, self.b = one, two`: a statement for each."""
    left: Any = node.targets[0].target
    right: Any = node.value
    made: list[cst.BaseSmallStatement] = []
    for target, value, part in zip(left.elements, right.elements, parts):
        if part.becomes is None:
            made.append(cst.Assign([cst.AssignTarget(target.value)], value.value))
        else:
            made += writer.registered(target.value, part, value.value)
    return made


def taken_apart(writer: Writer, node: cst.Assign, parts: Sequence[Part],
                local: dict[str, str]) -> list[cst.BaseSmallStatement]:
    """`self.a, self.b = expression`: local names take the values, which are registered then."""
    left: Any = node.targets[0].target
    pairs = [(element, part) for element, part in zip(left.elements, parts) if part.becomes is not None]
    names = {id(element): cst.Name(local[part.becomes.name]) for element, part in pairs if part.becomes is not None}
    elements = [e.with_changes(value=names.get(id(e), e.value)) for e in left.elements]
    first = node.with_changes(targets=[node.targets[0].with_changes(target=left.with_changes(elements=elements))])
    more = [writer.registered(element.value, part, names[id(element)].deep_clone()) for element, part in pairs]
    return [first, *itertools.chain.from_iterable(more)]


def local_names(report: Report, statement: ast.stmt, parts: Sequence[Part]) -> dict[str, str]:
    """A local name for each buffer, which its function has no use for.  Raises NoFix."""
    function = report.context.function_of(statement)
    taken = {getattr(n, "id", getattr(n, "arg", "")) for n in ast.walk(function)} if function is not None else set()
    found: dict[str, str] = {}
    for name in (part.becomes.name for part in parts if part.becomes is not None):
        plain = report.written(name).strip("_")
        better = next((n for n in (plain, f"{plain}_") if n.isidentifier() and not keyword.iskeyword(n) and (
            n not in {*taken, *found.values()})), "")
        if not better:
            raise NoFix("no local name can take its place")
        found[name] = better
    return found


def by_name(call: cst.Call, part: Part) -> cst.Call:
    """`setattr(self, "a", expression)`."""
    assert part.becomes is not None
    owner, name, value = call.args
    more = [argument(text).with_changes(comma=value.comma) for text in part.becomes.more]
    last = value.with_changes(comma=cst.Comma(whitespace_after=SPACE)) if more else value
    return call.with_changes(func=cst.Attribute(owner.value, cst.Name("register_buffer")), args=[name, last, *more])
