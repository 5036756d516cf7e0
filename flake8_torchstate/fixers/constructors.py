"""Fixes of constructors: `super().__init__()` is moved to the top (TSM301), written there (TSM302), spelt (TSM306)."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.code.classes import MODULE, ClassInfo, base_takes_nothing, is_bystander, needs_nothing
from flake8_torchstate.code.outline import outline_of
from flake8_torchstate.code.source import FunctionNode
from flake8_torchstate.fixers.changes import Changes, if_certain, is_alone
from flake8_torchstate.fixers.writes import own_statement
from flake8_torchstate.knowledge.reserved import RESERVED
from flake8_torchstate.model.events import BrokenInit
from flake8_torchstate.report.context import called_name, without_docstring
from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.report.trees import NoFix

CALL = "super().__init__()"
LEAVING = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await)


def constructor_of(report: Report) -> FunctionNode:
    """The class's own constructor, as it stands in the file's ast."""
    method = report.cls.methods.get("__init__")
    if method is None or method.source is not report.cls.source or method.decorators():
        raise NoFix("it is another class's, or decorated")
    node = report.context.statements.get(report.context.start(method.node))
    if not isinstance(node, ast.FunctionDef):
        raise NoFix("it stands in other code")
    return node


# --- TSM301


@if_certain
def moved_up(report: Report) -> Fix:
    """Move the call of the base's constructor to the top of the class's own."""
    function = constructor_of(report)
    body = without_docstring(function.body)
    calls = [n for n in ast.walk(function) if isinstance(n, ast.Attribute) and n.attr == "__init__"]
    places = [i for i, part in enumerate(body) if is_super_call(report, part, function)]
    if len(calls) != 1 or len(places) != 1 or places[0] == 0:
        raise NoFix("it isn't called once, below other statements")
    before, call = body[:places[0]], body[places[0]]
    if not isinstance(call, ast.Expr) or not isinstance(call.value, ast.Call) or is_needed(report, before, call.value):
        raise NoFix("something must stand before it")
    changes = Changes(report.context.tree([function]))
    moved: Any = changes.tree.find(call)
    line: Any = changes.tree.above(moved)
    comment = line.trailing_whitespace if is_alone(moved, line) else cst.TrailingWhitespace()
    again = moved.deep_clone().with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    changes.remove(moved, moved=True)
    line = cst.SimpleStatementLine([again], trailing_whitespace=comment)
    changes.insert(changes.tree.find(body[0]), line, on_top=True)
    text = changes.tree.text(moved.value)
    shown = text if len(text) <= 40 and "\n" not in text else "super().__init__(…)"
    return changes.fix(f"Move {shown} to the top of __init__", True)


def is_super_call(report: Report, statement: ast.stmt, function: FunctionNode) -> bool:
    """Whether a statement is `super().__init__(…)`, or calls a base's constructor by the base's name."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "__init__":
        return False
    owner = call.func.value
    if isinstance(owner, ast.Call):
        return isinstance(owner.func, ast.Name) and owner.func.id == "super"
    return report.cls.scope.resolve(owner) in (MODULE, *report.cls.family[1:])


def is_needed(report: Report, before: list[ast.stmt], call: ast.Call) -> bool:
    """Whether what stands before a call of the base's constructor must stay there."""
    method = report.cls.methods["__init__"]
    instance = method.node.args.args[0].arg if method.node.args.args else "self"
    made = call.func.value if isinstance(call.func, ast.Attribute) else None
    owners = made.args if isinstance(made, ast.Call) else []
    arguments = [*call.args, *(k.value for k in call.keywords)]
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Call):
        arguments = arguments[1:]  # Base.__init__(self, …)
    elif [n.id for n in owners if isinstance(n, ast.Name)] not in ([], [report.cls.name, instance]):
        return True
    allowed = (ast.Name, ast.Constant, ast.Attribute, ast.Starred, ast.Load, ast.List, ast.Tuple, ast.Dict, ast.BinOp,
               ast.UnaryOp, ast.operator, ast.unaryop, ast.Compare, ast.cmpop, ast.IfExp)
    inner = [n for argument in arguments for n in ast.walk(argument)]
    needed = {n.id for n in inner if isinstance(n, ast.Name)}
    if not all(isinstance(n, allowed) for n in inner) or instance in needed:
        return True
    return any(may_change(part, needed) for part in before) or base_reads(report, before)


def may_change(statement: ast.stmt, names: set[str]) -> bool:
    """Whether a statement binds one of some names, may change what one holds, or may end the constructor."""
    nodes = list(ast.walk(statement))
    called = {n.func for n in nodes if isinstance(n, ast.Call)}
    safe: set[ast.AST] = set()
    for node in nodes:
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Load) and node not in called:
            safe.add(node.value)
        elif isinstance(node, (ast.BinOp, ast.Compare, ast.UnaryOp)):
            safe.update(ast.iter_child_nodes(node))
        elif isinstance(node, (ast.If, ast.IfExp, ast.Assert, ast.While)):
            safe.add(node.test)
        elif isinstance(node, ast.Call) and is_constructor(node):
            safe.update(a.value if isinstance(a, ast.Starred) else a for a in node.args)
            safe.update(k.value for k in node.keywords if k.arg is not None)
        elif isinstance(node, LEAVING) or bound_by(node) in names:
            return True
    return any(isinstance(n, ast.Name) and n.id in names and (not isinstance(n.ctx, ast.Load) or n not in safe)
               for n in nodes)


def bound_by(node: ast.AST) -> str | None:
    """The name that a definition, an import, a handler or a pattern binds."""
    if isinstance(node, ast.alias):
        return node.asname or node.name.partition(".")[0]
    found = getattr(node, "rest", None) or getattr(node, "name", None)
    return found if isinstance(found, str) else None


def is_constructor(node: ast.Call) -> bool:
    """Whether a call by its name makes an object of a class: what it's given stays as it is."""
    name = called_name(node)
    return name[:1].isupper() or name in ("int", "float", "str", "bool", "len", "range", "isinstance", "min", "max")


def base_reads(report: Report, before: list[ast.stmt]) -> bool:
    """Whether a base's code mentions an attribute that is set before its constructor runs, which may set it too."""
    stored = {n.attr for part in before for n in ast.walk(part)
              if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
    if stored & RESERVED:
        return True
    if report.cls.bases == [MODULE]:
        return False
    if not all(c == MODULE or isinstance(c, ClassInfo) or is_bystander(c) for c in report.cls.mro):
        return True
    mentioned = {n for c in report.cls.family[1:] for m in c.methods.values() for n in m.outline.mentioned}
    overridden = {m for c in report.cls.family[1:] for m in c.methods} & set(report.cls.methods) - {"__init__"}
    return bool(stored & mentioned) or bool(stored and overridden)


# --- TSM302


@if_certain
def added(report: Report) -> Fix:
    """Write `super().__init__()` at the top of the class's constructor."""
    function = constructor_of(report)
    body = without_docstring(function.body)
    if report.cls.generates_init or not function.args.args or not base_takes_nothing(report.cls) or not body:
        raise NoFix("the base's constructor may need arguments")
    if "__init__" in outline_of(function).mentioned:
        raise NoFix("some constructor is mentioned")
    changes = Changes(report.context.tree([function]))
    line = cst.ensure_type(cst.parse_statement(CALL), cst.SimpleStatementLine)
    changes.insert(changes.tree.find(body[0]), line, on_top=True)
    return changes.fix(f"Call {CALL} first", True)


# --- TSM306


@if_certain
def called_rightly(report: Report, event: BrokenInit) -> Fix:
    """`super().__init__(…)` for `super.__init__(…)`; the right name; one run of nn.Module.__init__."""
    if event.kind == "misspelt":
        return spelt_rightly(report, report.written(event.name))
    statement = own_statement(report, event.site)
    if event.kind == "twice":
        return without_second(report, statement)
    found = [n for n in ast.walk(statement) if isinstance(n, ast.Attribute) and n.attr == "__init__"
             and isinstance(n.value, ast.Name) and n.value.id == "super"]
    if event.kind != "uncalled" or len(found) != 1:
        raise NoFix("which constructors are to run is for a person to decide")
    call = report.context.parents[found[0]]
    changes = Changes(report.context.tree([statement]))
    changes.replace(changes.tree.find(found[0].value), lambda name: cst.Call(name))
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if isinstance(given, ast.Name) and given.id == "self":
        node: Any = changes.tree.find(call) if isinstance(call, ast.Call) else None
        changes.replace(node, lambda made: made.with_changes(args=made.args[1:]))
    return changes.fix("Call super() first", False)


def spelt_rightly(report: Report, name: str) -> Fix:
    """The fix that renames a constructor whose name is misspelt.  Raises NoFix."""
    method = next((m for m in report.cls.methods.values() if m.node.name == name), None)
    mentions = [n for n in report.context.nodes if isinstance(n, ast.Attribute) and n.attr == name]
    if method is None or method.source is not report.cls.source or mentions or "__init__" in report.cls.methods:
        raise NoFix("it is called, or the class has a constructor")
    if not needs_nothing(method):
        raise NoFix("who makes an instance today gives it no arguments")
    line, start = method.node.lineno, report.context.line(method.node.lineno).find(f"def {name}") + len("def ")
    if start < len("def "):
        raise NoFix("its name isn't seen")
    return Fix("Spell it __init__", (Edit((line, start), (line, start + len(name)), "__init__"),), False)


def without_second(report: Report, statement: ast.stmt) -> Fix:
    """The fix that deletes a second call of a constructor that has run: nn.Module's own, or the same one again."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    block = report.context.block_of(statement)
    before = [ast.dump(part) for part in block[:block.index(statement)]]
    given = call.args if isinstance(call, ast.Call) and not call.keywords else []
    alone = len(given) == 1 and isinstance(given[0], ast.Name) and isinstance(call, ast.Call) and (
        report.cls.scope.resolve(call.func) == f"{MODULE}.__init__")
    if not alone and ast.dump(statement) not in before:
        raise NoFix("which constructors are to run is for a person to decide")
    changes = Changes(report.context.tree([statement]))
    changes.remove(changes.tree.find(statement))
    return changes.fix("Don't call it a second time", False)
