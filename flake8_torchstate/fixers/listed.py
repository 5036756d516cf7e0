"""The fix of TSM103: each tensor of a list or dict becomes a buffer, and a property gives the list or dict of them."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.anew import add_property
from flake8_torchstate.fixers.changes import Changes, bracketed, is_alone
from flake8_torchstate.fixers.uses import Abilities, uses_of
from flake8_torchstate.fixers.writes import own_statement, writes_of
from flake8_torchstate.model import values
from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.values import Container, NoneValue, Tensor
from flake8_torchstate.report.context import is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix

SEQUENCES = ("list", "tuple", "named tuple")
MAPPINGS = ("dict", "OrderedDict")
READING = Abilities(frozenset(), frozenset({"items", "keys", "values"}), item_store=False)


def each_registered(report: Report, lost: LostItems) -> Fix:
    """The fix, where the container is assigned once and only read.  Raises NoFix."""
    name, site = lost.name, lost.made[0] if lost.made is not None else lost.site
    statement = own_statement(report, site)
    holders = [o.value for write in writes_of(report, name) for o in values.options(write.value)]
    holder = holders[0] if len(holders) == 1 else None
    if not isinstance(holder, Container) or lost.added or lost.early or not isinstance(statement, ast.Assign) or len(
            statement.targets) != 1 or not is_of_self(statement.targets[0]):
        raise NoFix("it isn't one assignment of a container")
    if any(name in c.annotations for c in report.cls.family):
        raise NoFix("it is declared to be something else")
    if any(isinstance(n, (ast.For, ast.While)) for n in report.context.above(statement)):
        raise NoFix("it is assigned in a loop")
    mapping = holder.kind in MAPPINGS
    check_items(holder, mapping)
    used = uses_of(report, name, Abilities(READING.adding, READING.others if mapping else frozenset(), mapping, False))
    if used.stores != [statement] or used.growing:
        raise NoFix("something else is assigned to it, or it is changed")
    taken = [n for n in report.state.names if n.startswith(f"{name}_")]
    if taken or report.state.ground(f"{name}_0")[0] is not Ground.NOTHING:
        raise NoFix(f"'{taken[0] if taken else name}' has a name that the buffers need")
    changes = Changes(report.context.tree([statement, report.context.class_of(statement) or statement]))
    saved = any(isinstance(v, Tensor) and v.drawn for v in items_of(holder))
    put_loop(report, changes, statement, holder, mapping, saved)
    add_property(report, changes, statement, name, getter(report, name, holder, mapping), type_around(holder, mapping))
    return changes.fix(f"Register each tensor of '{name}' as a buffer", False)


def items_of(holder: Container) -> list[values.Value]:
    """All that a container may hold."""
    return [o.value for entry in holder.entries for o in values.options(entry.value)]


def check_items(holder: Container, mapping: bool) -> None:
    """Raise NoFix where something in a container can't be a buffer, or a key no part of a name."""
    if holder.kind not in (*SEQUENCES, *MAPPINGS) or holder.factory is not None:
        raise NoFix("no list takes the place of what holds the tensors")
    if not all(isinstance(v, NoneValue) or (isinstance(v, Tensor) and v.grad is False and not v.history)
               for v in items_of(holder)):
        raise NoFix("not each thing in it is known to be a tensor without gradients")
    if mapping and not all(type(key) is int or (isinstance(key, str) and key.isidentifier())
                           for key in known_keys(holder)):
        raise NoFix("a key may be no part of a name")


def known_keys(holder: Container) -> list[object]:
    """The keys of a dict."""
    return [values.constant(o.value) for e in holder.entries if e.key is not None for o in values.options(e.key)]


def getter(report: Report, name: str, holder: Container, mapping: bool) -> str:
    """The expression that gives the container anew.  Raises NoFix where the file can't write its class."""
    if mapping:
        keys = repr(tuple(known_keys(holder))).replace("'", '"') if holder.exact else f"self.{name}_keys"
        if holder.kind == "OrderedDict":
            return f'{ordered_dict(report)}((key, getattr(self, f"{name}_{{key}}")) for key in {keys})'
        return f'{{key: getattr(self, f"{name}_{{key}}") for key in {keys}}}'
    count = str(len(holder.entries)) if holder.exact else f"self.{name}_count"
    made = f'getattr(self, f"{name}_{{i}}") for i in range({count})'
    return f"[{made}]" if holder.kind == "list" else f"tuple({made})"


def type_around(holder: Container, mapping: bool) -> str:
    """The type of the container around that of its tensors, where it can be written without an import."""
    if not all(isinstance(value, Tensor) for value in items_of(holder)):
        return ""
    if mapping:
        kinds = {type(key).__name__ for key in known_keys(holder)}
        return f"dict[{kinds.pop()}, {{}}]" if holder.kind == "dict" and holder.exact and len(kinds) == 1 else ""
    return "list[{}]" if holder.kind == "list" else "tuple[{}, ...]"


def ordered_dict(report: Report) -> str:
    """OrderedDict as the file can write it."""
    scope = report.cls.scope
    for bound, path in scope.imports.items():
        if path in ("collections", "collections.OrderedDict") and scope.lookup(bound) == path:
            return f"{bound}.OrderedDict" if path == "collections" else bound
    raise NoFix("the file can't write OrderedDict")


def put_loop(report: Report, changes: Changes, statement: ast.Assign, holder: Container, mapping: bool,
             saved: bool) -> None:
    """Put the loop that registers the tensors in the place of the assignment."""
    name = getattr(statement.targets[0], "attr", "")
    more = "" if saved else ", persistent=False"
    function = report.context.function_of(statement)
    used = {getattr(n, "id", getattr(n, "arg", "")) for n in ast.walk(function)} if function is not None else set()
    key = next((n for n in (("key",) if mapping else ("i", "index", "position")) if n not in used), name)
    if {key, "each", name} & used:
        raise NoFix("the names of the loop are taken")
    lines = [] if holder.exact else [
        f"{name} = value", f"self.{name}_keys = tuple({name})" if mapping else f"self.{name}_count = len({name})"]
    over = f"{name if lines else 'value'}.items()" if mapping else f"enumerate({name if lines else 'value'})"
    loop = f'for {key}, each in {over}:\n    self.register_buffer(f"{name}_{{{key}}}", each{more})\n'
    node: Any = changes.tree.find(statement)
    line: Any = changes.tree.above(node)
    if not is_alone(node, line):
        raise NoFix("it shares its line")
    indent = getattr(changes.tree.above(line), "indent", None)

    def replaced(updated: cst.SimpleStatementLine) -> cst.FlattenSentinel[cst.BaseStatement]:
        value = cst.ensure_type(updated.body[0], cst.Assign).value
        made: list[Any] = [cst.parse_statement(text) for text in (*lines, loop)]
        made[-1] = made[-1].with_changes(body=made[-1].body.with_changes(indent=indent))
        made = [part.visit(Value(bracketed(value))) for part in made]
        made[0] = made[0].with_changes(leading_lines=updated.leading_lines)
        if isinstance(made[0], cst.SimpleStatementLine):
            made[0] = made[0].with_changes(trailing_whitespace=updated.trailing_whitespace)
        else:
            header = made[0].body.with_changes(header=updated.trailing_whitespace)
            made[0] = made[0].with_changes(body=header)
        return cst.FlattenSentinel(made)

    changes.replace(line, replaced)


class Value(cst.CSTTransformer):
    """Puts an expression in the place of the name `value`."""

    def __init__(self, value: cst.BaseExpression) -> None:
        super().__init__()
        self._value = value

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """The expression for the name."""
        return self._value if original_node.value == "value" else updated_node
