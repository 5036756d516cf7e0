"""Fixes about names: TSM201's earlier assignment is deleted, TSM303's dot becomes an underscore."""
from __future__ import annotations

import ast

from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.fixers.places import Function, Text
from flake8_torchstate.fixers.seen import seen_by
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.code.source import Place
from flake8_torchstate.model.state import Clash, InvalidName

PURE = (ast.Constant, ast.Name, ast.Attribute, ast.Load, ast.List, ast.Dict, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.operator,
        ast.unaryop, ast.keyword, ast.Call)
LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Try, ast.Match)


# --- TSM201


def without_earlier(report: Report, event: Clash) -> Fix | None:
    """Delete the plain assignment that takes the name of a registration, where nothing needs it."""
    earlier = event.earlier
    if not earlier.bare or earlier.read or earlier.site is None or earlier.site.owner is not report.cls:
        return None
    if event.site.owner is not report.cls or event.site.file is not earlier.site.file or not event.initialised:
        return None
    if report.written(event.name) != event.name:
        return None
    text = seen_by(report).text
    statement = text.statement_at(earlier.site.position())
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not is_pure(report, statement.value):
        return None
    target = statement.targets[0]
    if not isinstance(target, ast.Attribute) or target.attr != event.name or not isinstance(target.value, ast.Name):
        return None
    clashes = {e.site.position() for e in report.events(Clash) if e.name == event.name and e.raised == event.raised}
    names = {event.name, "__dict__"} | read_by(report, event.name)
    if not always_followed(text, statement, clashes, names, target.value.id):
        return None
    edit = text.deletion(statement)
    return Fix(f"Delete the earlier assignment of '{event.name}'", (edit,), True) if edit is not None else None


def is_pure(report: Report, value: ast.expr) -> bool:
    """Whether an expression does nothing but make a value: its only calls are torch's."""
    for node in ast.walk(value):
        if not isinstance(node, PURE):
            return False
        if isinstance(node, ast.Call):
            found = report.cls.scope.resolve(node.func)
            if not isinstance(found, str) or not found.startswith("torch.") or found.startswith(("torch.nn.init", "torch.hub")):
                return False
    return True


def always_followed(text: Text, statement: ast.stmt, clashes: set[Place], names: set[str], instance: str) -> bool:
    """Whether a registration follows a statement on every way through its block, with no use of the name before it."""
    block = text.block_of(statement)
    index = next((i for i, part in enumerate(block) if part is statement), len(block))
    for part in block[index + 1:]:
        if registers(text, part, clashes):
            return not uses_before(text, part, clashes, names, instance)
        if mentions(part, names, instance) or any(isinstance(n, LEAVING) for n in ast.walk(part)):
            return False
    return False


def registers(text: Text, statement: ast.stmt, clashes: set[Place]) -> bool:
    """Whether a registration runs on every way through a statement."""
    if isinstance(statement, (ast.Expr, ast.Assign)):
        return text.start(statement) in clashes
    if isinstance(statement, ast.If):
        return all(any(registers(text, part, clashes) for part in side) for side in (statement.body, statement.orelse))
    if isinstance(statement, ast.With):
        return any(registers(text, part, clashes) for part in statement.body)
    return False


def uses_before(text: Text, statement: ast.stmt, clashes: set[Place], names: set[str], instance: str) -> bool:
    """Whether the name is used in a statement that registers it, before or while it does."""
    if isinstance(statement, (ast.Expr, ast.Assign)):
        return mentions(statement.value, names, instance)
    if isinstance(statement, ast.If):
        sides = [statement.body, statement.orelse]
        head: list[ast.AST] = [statement.test]
    else:
        sides = [statement.body] if isinstance(statement, ast.With) else []
        head = [item for item in statement.items] if isinstance(statement, ast.With) else []
    if any(mentions(part, names, instance) for part in head):
        return True
    return any(side_uses(text, side, clashes, names, instance) for side in sides)


def side_uses(text: Text, side: list[ast.stmt], clashes: set[Place], names: set[str], instance: str) -> bool:
    """Whether the name is used on one side of a branch before it's registered there."""
    for part in side:
        if registers(text, part, clashes):
            return uses_before(text, part, clashes, names, instance)
        if mentions(part, names, instance) or any(isinstance(n, LEAVING) for n in ast.walk(part)):
            return True
    return True


def read_by(report: Report, name: str) -> set[str]:
    """The class's own methods and properties, where one of them (other than what runs later) mentions a name."""
    family = report.cls.family
    methods = {n: m for cls in reversed(family) for n, m in cls.methods.items() if n not in ("__init__", "forward")}
    getters = {n: p.getter for cls in family for n, p in cls.properties.items() if p.getter is not None}
    everything = {**methods, **getters}
    return set(everything) if any(name in m.outline.self_names for m in everything.values()) else set()


def mentions(node: ast.AST, names: set[str], instance: str) -> bool:
    """Whether an attribute of one of the names, or the whole instance, is used."""
    held = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and inner.attr in names:
            return True
        if isinstance(inner, ast.Name) and inner.id == instance and id(inner) not in held:
            return True
    return False


# --- TSM303


def without_dot(report: Report, event: InvalidName) -> Fix | None:
    """Write an underscore for each dot of a name that is written once and used nowhere else."""
    if "." not in event.name or event.site.owner is not report.cls:
        return None
    text = seen_by(report).text
    statement = text.statement_at(event.site.position())
    if statement is None or isinstance(statement, (*Function, ast.ClassDef, *COMPOUND)):
        return None
    here = [n for n in ast.walk(statement) if is_written(n, event.name) and is_name_of_call(text, n)]
    if len(here) != 1 or not isinstance(here[0], (ast.Constant, ast.JoinedStr)):
        return None
    parts = [part for part in known_parts(here[0]) if "." in part]
    better = event.name.replace(".", "_")
    whole = isinstance(here[0], ast.Constant)
    if (whole and not better.isidentifier()) or used_elsewhere(report, text, here[0], parts, better if whole else None):
        return None
    written = text.of(here[0])
    if any(written.count(part) != 1 for part in parts):
        return None  # escaped, in pieces, or in an expression too
    for part in parts:
        written = written.replace(part, part.replace(".", "_"))
    return Fix(f"Name it '{better}'", (Edit(text.start(here[0]), text.end(here[0]), written),), True)


COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)


def is_written(node: ast.AST, name: str) -> bool:
    """Whether a node is a string of that name; of one with unknown parts the known ones must be the name's."""
    if isinstance(node, ast.JoinedStr):
        parts = known_parts(node)
        return bool(parts) and all(part in name for part in parts) and name.count(".") == sum(p.count(".") for p in parts)
    return isinstance(node, ast.Constant) and node.value == name


def known_parts(node: ast.Constant | ast.JoinedStr) -> list[str]:
    """What is known of a string."""
    return [str(n.value) for n in (node.values if isinstance(node, ast.JoinedStr) else [node]) if isinstance(n, ast.Constant)]


def is_name_of_call(text: Text, node: ast.AST) -> bool:
    """Whether a string is an argument of a call by itself."""
    parent = text.parents.get(node)
    return isinstance(parent, ast.Call) or (isinstance(parent, ast.keyword) and parent.arg == "name")


def used_elsewhere(report: Report, text: Text, here: ast.expr, parts: list[str], better: str | None) -> bool:
    """Whether the name, or the better one (None: it has unknown parts), is used somewhere else in the file or in a base."""
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
    for node in text.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own and not is_docstring(text, node):
            if taken(node.value) or any(part in node.value for part in parts):
                return True
        elif isinstance(node, ast.Attribute) and taken(node.attr):
            return True
    return False


def is_docstring(text: Text, node: ast.Constant) -> bool:
    """Whether a string stands by itself."""
    return isinstance(text.parents.get(node), ast.Expr)
