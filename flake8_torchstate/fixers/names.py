"""Fixes about names: TSM201's earlier assignment is deleted, TSM303's dot becomes an underscore."""
from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import libcst as cst

from flake8_torchstate.code.source import Place
from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.registrations import arguments_of
from flake8_torchstate.fixers.writes import key_of, own_statement
from flake8_torchstate.model import values
from flake8_torchstate.model.registry import Ground, Operation
from flake8_torchstate.model.events import Clash, InvalidName, Replacement
from flake8_torchstate.model.values import NoneValue
from flake8_torchstate.report.context import FixContext, Function, called_name, is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.statements import name_argument
from flake8_torchstate.report.trees import NoFix, Tree

PURE = (ast.Constant, ast.Name, ast.Attribute, ast.Load, ast.List, ast.Dict, ast.Tuple, ast.UnaryOp, ast.BinOp,
        ast.operator, ast.unaryop, ast.keyword, ast.Call)
INSIDE = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.SimpleString, cst.FormattedString)
"""What a method can be called on without brackets."""
COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)
LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Try, ast.Match)


# --- TSM201, TSM202


@if_certain
def without_earlier(report: Report, event: Clash) -> Fix:
    """Take a plain assignment off the name of a registration."""
    return earlier_away(report, event)


def earlier_away(report: Report, event: Clash) -> Fix:
    """The same: the assignment is deleted, registers None, or is a local name's.  Raises NoFix."""
    earlier = event.earlier
    if not earlier.bare or earlier.site is None or not event.initialised or event.site.owner is not report.cls:
        raise NoFix("it stands in other code")
    statement = own_statement(report, earlier.site)
    instance = setting(report, statement, event.name)
    clashes = {e.site.position() for e in report.events(Clash) if e.name == event.name and e.raised == event.raised}
    followed = following(report, event.name, clashes, instance)
    if not earlier.read and followed.always(statement) and is_pure(report, statement):
        return deleted(report, statement, event.name, True)
    changes = Changes(report.context.tree([statement]))
    register = REGISTERING.get(type(event.value), event.operation.value)
    if isinstance(earlier.value, NoneValue) and register != "=" and isinstance(statement, ast.Assign):
        stores = [s.statement for cls in report.cls.family for s in report.context.stores(cls, event.name)]
        if len(statement.targets) > 1 or any(s is None or s is not statement and report.context.start(s) not in clashes
                                             for s in stores):
            raise NoFix("something else may be assigned to it, or it sets several names")
        call = cst.parse_expression(f'{instance}.{register}("{report.written(event.name)}", None)')
        changes.split(changes.tree.find(statement), lambda _: [cst.Expr(call)])
        return changes.fix(f"Register None as '{event.name}'", True)
    return made_local(report, event, statement)


REGISTERING = {values.Parameter: "register_parameter", values.Buffer: "register_buffer"}


def setting(report: Report, statement: ast.stmt, name: str) -> str:
    """What a statement that sets one name, by its text or as an attribute, calls the instance.  Raises NoFix."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and called_name(call) == "setattr" and len(call.args) == 3:
        owner, key = call.args[:2]
        if isinstance(owner, ast.Name) and isinstance(key, ast.Constant) and key.value == name:
            return owner.id
    for target in statement.targets if isinstance(statement, ast.Assign) else ():
        if isinstance(target, ast.Attribute) and target.attr == report.written(name) and (
                isinstance(target.value, ast.Name)):
            return target.value.id
    raise NoFix("it isn't the name's assignment")


def following(report: Report, name: str, places: set[Place], instance: str) -> Following:
    """What follows an assignment of a name whose registrations stand at some places."""
    names = frozenset({name, report.written(name), "__dict__"} | read_by(report, name))
    return Following(report.context, places, names, instance)


def deleted(report: Report, statement: ast.stmt, name: str, safe: bool) -> Fix:
    """The fix that deletes a statement, or of several targets the one."""
    changes = Changes(report.context.tree([statement]))
    node: Any = changes.tree.find(statement)
    if isinstance(statement, ast.Assign) and len(statement.targets) > 1:
        kept = [i for i, t in enumerate(statement.targets)
                if not (isinstance(t, ast.Attribute) and t.attr == report.written(name))]
        changes.replace(node, lambda s: s.with_changes(targets=[s.targets[i] for i in kept]))
    else:
        changes.remove(node)
    return changes.fix(f"Delete the earlier assignment of '{name}'", safe)


def made_local(report: Report, event: Clash, statement: ast.stmt) -> Fix:
    """The fix that gives a local name what is registered later in the same block."""
    context, name = report.context, report.written(event.name)
    registration, function = own_statement(report, event.site), context.function_of(statement)
    block = context.block_of(statement)
    if function is None or registration not in block or not isinstance(statement, ast.Assign) or (
            len(statement.targets) > 1):
        raise NoFix("the registration doesn't always follow")
    between = block[block.index(statement) + 1:block.index(registration) + 1]
    inside = [n for part in between for n in ast.walk(part)]
    reads = [n for n in inside if is_of_self(n) and n.attr == name]
    held = {id(n.value) for n in inside if isinstance(n, ast.Attribute)}
    if any(isinstance(n, (*LEAVING, *Function, ast.Lambda)) or (isinstance(n, ast.Name) and n.id == "self"
                                                                and id(n) not in held) for n in inside):
        raise NoFix("something else may read it before it is registered")
    known = read_by(report, event.name)
    if any(isinstance(n, ast.Attribute) and n.attr in known for n in inside) or any(
            not isinstance(n.ctx, ast.Load) for n in reads):
        raise NoFix("another method reads it before it is registered")
    taken = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} | {a.arg for a in arguments_of(function)}
    changes = Changes(context.tree([statement, registration]))
    if not reads:
        changes.split(changes.tree.find(statement), lambda s: [cst.Expr(s.value)])
        return changes.fix(f"Don't assign '{name}' before it's registered", True)
    if name in taken or keyword.iskeyword(name) or name in dir(builtins):
        raise NoFix("no local name can take its place")
    for node in [statement.targets[0], *reads]:
        changes.replace(changes.tree.find(node), lambda _: cst.Name(name))
    return changes.fix(f"Make '{name}' a local name until it's registered", True)


@if_certain
def without_first(report: Report, event: Replacement) -> Fix:
    """Delete a registration that is thrown away."""
    site = event.earlier.site
    if site is None or site.position() == event.site.position() or event.site.owner is not report.cls:
        raise NoFix("it stands in other code, or the same line runs again")
    statement = own_statement(report, site)
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Assign):
        instance = setting(report, statement, event.name)
    elif isinstance(value, ast.Call) and is_of_self(value.func) and value.func.attr.startswith(("register_", "add_m")):
        instance = "self"
    else:
        raise NoFix("it isn't the name's assignment")
    followed = following(report, event.name, {event.site.position()}, instance)
    if not is_pure(report, statement) or not followed.always(statement):
        raise NoFix("the other one doesn't always follow, or it does something else too")
    block, second = report.context.block_of(statement), own_statement(report, event.site)
    between = block[block.index(statement) + 1:block.index(second)] if second in block else block
    if isinstance(event.earlier.value, values.Buffer) or not registers_another(report, event, between):
        return deleted(report, statement, event.name, False)
    return in_its_place(report, statement, between, second, event.name)


def registers_another(report: Report, event: Replacement, between: list[ast.stmt]) -> bool:
    """Whether statements give the module something else that optimizers know by its place."""
    places = {report.context.start(n) for part in between for n in ast.walk(part) if isinstance(n, ast.stmt)}
    names = {w.name for w in report.state.written if w.site.file is report.cls.source and w.site.position() in places}
    return any(isinstance(held.value, (values.Parameter, values.Module)) and held.registered
               for name in names - {event.name} for held in report.state.names.get(name, ()))


def in_its_place(report: Report, first: ast.stmt, between: list[ast.stmt], second: ast.stmt, name: str) -> Fix:
    """The fix that puts what is assigned second in the first one's place, so that an optimizer's old state still fits.
    """
    if not isinstance(first, ast.Assign) or not isinstance(second, ast.Assign) or not is_pure(report, second) or (
            len(first.targets) + len(second.targets) > 2):
        raise NoFix("what stands between them would come first")
    changed = {key_of(n) for part in between for n in ast.walk(part)
               if isinstance(n, (ast.Name, ast.Attribute)) and not isinstance(n.ctx, ast.Load)}
    if any(is_of_self(n) or key_of(n) in changed for n in ast.walk(second.value)):
        raise NoFix("what stands between them may change what the second one is made of")
    changes = Changes(report.context.tree([first, second]))
    one: Any = changes.tree.find(first)
    other: Any = changes.tree.find(second)
    changes.replace(one, lambda updated: updated.with_changes(value=other.value.deep_clone()))
    changes.remove(other)
    return changes.fix(f"Assign '{name}' once, in the first place", False)


def is_pure(report: Report, statement: ast.stmt) -> bool:
    """Whether a statement does nothing but make a value and set it: its only calls are torch's."""
    whole = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
    setter = whole if isinstance(whole, ast.Call) and isinstance(statement, ast.Expr) else None
    for node in ast.walk(whole) if whole is not None else [statement]:
        if node is setter or (setter is not None and node is setter.func):
            continue
        if not isinstance(node, PURE):
            return False
        if isinstance(node, ast.Call):
            found = report.cls.scope.resolve(node.func)
            if not isinstance(found, str) or not found.startswith("torch.") or (
                    found.startswith(("torch.nn.init", "torch.hub"))):
                return False
    return True


@dataclass(frozen=True)
class Following:
    """What follows an assignment: clashes are the places of registrations, names what may not be used before one."""

    context: FixContext
    clashes: set[Place]
    names: frozenset[str]
    instance: str

    def always(self, statement: ast.stmt) -> bool:
        """Whether a registration follows a statement on every way through its block, with no use of the name before."""
        block = self.context.block_of(statement)
        return self.reached(block[block.index(statement) + 1:])

    def reached(self, block: list[ast.stmt]) -> bool:
        """Whether a registration is reached on every way through some statements, with no use of the name before it."""
        for part in block:
            if self.registers(part):
                return self.unused_in(part)
            if self.mentions(part) or any(isinstance(n, LEAVING) for n in ast.walk(part)):
                return False
        return False

    def registers(self, statement: ast.stmt) -> bool:
        """Whether a registration runs on every way through a statement."""
        if isinstance(statement, (ast.Expr, ast.Assign)):
            return self.context.start(statement) in self.clashes
        sides = sides_of(statement)
        return bool(sides) and all(any(self.registers(part) for part in side) for side in sides)

    def unused_in(self, statement: ast.stmt) -> bool:
        """Whether a statement that registers the name doesn't use it before or while it does."""
        if isinstance(statement, (ast.Expr, ast.Assign)):
            return not self.mentions(statement.value)
        head = [statement.test] if isinstance(statement, ast.If) else getattr(statement, "items", [])
        return not any(self.mentions(part) for part in head) and all(self.reached(side) for side in sides_of(statement))

    def mentions(self, node: ast.AST) -> bool:
        """Whether an attribute of one of the names, or the whole instance, is used."""
        held = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Attribute)}
        return any((isinstance(n, ast.Attribute) and n.attr in self.names)
                   or (isinstance(n, ast.Name) and n.id == self.instance and id(n) not in held) for n in ast.walk(node))


def sides_of(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement of which one runs for certain."""
    if isinstance(statement, ast.If):
        return [statement.body, statement.orelse]
    return [statement.body] if isinstance(statement, ast.With) else []


def read_by(report: Report, name: str) -> set[str]:
    """The class's own methods and properties, where one of them (other than what runs later) mentions a name."""
    family = report.cls.family
    methods = {n: m for cls in reversed(family) for n, m in cls.methods.items() if n not in ("__init__", "forward")}
    getters = {n: p.getter for cls in family for n, p in cls.properties.items() if p.getter is not None}
    everything = {**methods, **getters}
    return set(everything) if any(name in m.outline.self_names for m in everything.values()) else set()


# --- TSM303


@if_certain
def without_dot(report: Report, event: InvalidName) -> Fix:
    """Write an underscore for each dot of a name that is written once and used nowhere else, or have it replaced."""
    statement = own_statement(report, event.site)
    if isinstance(statement, (*Function, ast.ClassDef, *COMPOUND)):
        raise NoFix("it isn't written in a simple statement")
    changes = Changes(report.context.tree([statement]))
    called = "setattr" if event.operation is Operation.ASSIGN else event.operation.value
    given = name_argument(event.site, called)
    if event.raised.error == "TypeError":
        return as_text(changes, given)
    if "." not in event.name:
        raise NoFix("what it should be called is for a person to decide")
    texts = [n for n in ast.walk(statement) if isinstance(n, (ast.Constant, ast.JoinedStr))]
    inner = {id(part) for n in texts if isinstance(n, ast.JoinedStr) for part in n.values}
    here = [n for n in texts if id(n) not in inner and is_written(n, event.name)]
    parts = [part for part in known_parts(here[0]) if "." in part] if len(here) == 1 else []
    better = event.name.replace(".", "_")
    whole = len(here) == 1 and isinstance(here[0], ast.Constant)
    if not parts or (whole and not better.isidentifier()) or (
            used_elsewhere(report, here[0], parts, better if whole else None)):
        if given is None:
            raise NoFix("it is written or used elsewhere, or the better one is no name")
        changes.replace(changes.tree.find(given), partial(method_of, method='replace(".", "_")'))
        return changes.fix("Replace the dots of the name", False)
    pieces = list(texts_of(changes.tree, changes.tree.find(here[0])))
    for part in parts:
        holding = [piece for piece in pieces if part in piece.value]
        if len(holding) != 1 or holding[0].value.count(part) != 1:
            raise NoFix("it's escaped or in pieces")
        changes.replace(holding[0], partial(underscored, part=part))
    return changes.fix(f"Name it '{better}'", True)


def as_text(changes: Changes, given: ast.expr | None) -> Fix:
    """The fix that makes a string of what is given as a name."""
    if given is None or isinstance(given, (ast.Tuple, ast.List)) or (
            isinstance(given, ast.Constant) and type(given.value) not in (int, float)):
        raise NoFix("what it should be called is for a person to decide")
    if isinstance(given, ast.Constant):
        text = f'"{str(given.value)}"'.replace(".", "_")
        changes.replace(changes.tree.find(given), lambda _: cst.SimpleString(text))
    else:
        changes.wrap(changes.tree.find(given), "str")
    return changes.fix("Make the name a string", False)


def method_of(node: Any, method: str) -> cst.BaseExpression:
    """A call of a method of an expression."""
    if not isinstance(node, INSIDE) and not node.lpar:
        node = node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    call = cst.ensure_type(cst.parse_expression(f"each.{method}"), cst.Call)
    return call.with_changes(func=cst.ensure_type(call.func, cst.Attribute).with_changes(value=node))


def underscored(piece: Any, part: str) -> Any:
    """A piece of a string with underscores for the dots of a part of it."""
    return piece.with_changes(value=piece.value.replace(part, part.replace(".", "_")))


def texts_of(tree: Tree, node: cst.CSTNode) -> Iterator[cst.SimpleString | cst.FormattedStringText]:
    """The pieces of text of which a string is made."""
    if isinstance(node, (cst.SimpleString, cst.FormattedStringText)):
        yield node
    elif isinstance(node, (cst.ConcatenatedString, cst.FormattedString)):
        for child in tree.children(node):
            yield from texts_of(tree, child)


def is_written(node: ast.AST, name: str) -> bool:
    """Whether a node is a string of that name; of one with unknown parts the known ones must be the name's."""
    if isinstance(node, ast.JoinedStr):
        parts = known_parts(node)
        dots = sum(part.count(".") for part in parts)
        return bool(parts) and all(part in name for part in parts) and name.count(".") == dots
    return isinstance(node, ast.Constant) and node.value == name


def known_parts(node: ast.Constant | ast.JoinedStr) -> list[str]:
    """What is known of a string."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [str(n.value) for n in parts if isinstance(n, ast.Constant)]


def used_elsewhere(report: Report, here: ast.expr, parts: list[str], better: str | None) -> bool:
    """Whether the name, or the better one (None: it has unknown parts), is used elsewhere in the file or in a base."""
    changed = [part.replace(".", "_") for part in parts]

    def taken(name: str) -> bool:
        return name == better if better is not None else any(part in name for part in changed)

    if any(taken(name) for c in report.cls.family for m in c.methods.values() for name in m.outline.self_names):
        return True
    if any(taken(name) for name, held in report.state.names.items() if not held or not held[0].absent):
        return True
    if better is not None and report.state.ground(better)[0] is not Ground.NOTHING:
        return True
    own = {id(n) for n in ast.walk(here)}
    for node in report.context.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own:
            stands_alone = isinstance(report.context.parents[node], ast.Expr)  # as a docstring does
            if not stands_alone and (taken(node.value) or any(part in node.value for part in parts)):
                return True
        elif isinstance(node, ast.Attribute) and taken(node.attr):
            return True
    return False
