"""The fix of a class body's tensor, Parameter, module or container: it's made in the constructor, for each instance."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.code.classes import MODULE
from flake8_torchstate.fixers.changes import Changes, wrapped
from flake8_torchstate.fixers.constructors import constructor_of, is_super_call
from flake8_torchstate.fixers.elsewhere import claimed_elsewhere, read_from_class
from flake8_torchstate.fixers.names import is_pure
from flake8_torchstate.fixers.registrations import Buffer
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.context import Function, is_of_self, without_docstring
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix


def made_for_each(report: Report, site: Site, name: str, called: str = "", buffer: Buffer | None = None) -> Fix:
    """The fix of what a class body assigns to one name.  Raises NoFix.

    called: what a container is put into; buffer: what a tensor becomes.
    """
    context, cls = report.context, report.cls
    statement = context.statements.get(site.position())
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else (
        statement.target if isinstance(statement, ast.AnnAssign) else None)
    around = context.parents.get(statement) if statement is not None else None
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None or not isinstance(
            target, ast.Name) or not isinstance(around, ast.ClassDef) or around.lineno != cls.node.lineno:
        raise NoFix("it isn't the assignment of one name in the class")
    place, before = place_in_constructor(report)
    forbid_uses(report, name, statement, around, before)
    changes = Changes(context.tree([statement, around]))
    value = changes.tree.find(statement.value)
    assert isinstance(value, cst.BaseExpression)
    made = wrapped(value, called) if called else value
    attribute = cst.Attribute(cst.Name("self"), cst.Name(name))
    new: cst.BaseSmallStatement = cst.Assign([cst.AssignTarget(attribute)], made)
    if buffer is not None:
        text = ", ".join([f'"{name}"', "value", *buffer.more])
        call = cst.ensure_type(cst.parse_expression(f"self.register_buffer({text})"), cst.Call)
        args = [a.with_changes(value=made) if i == 1 else a for i, a in enumerate(call.args)]
        new = cst.Expr(call.with_changes(args=args))
    old = changes.tree.find(statement)
    changes.remove(old, moved=True)
    line = changes.tree.above(old)
    if not isinstance(line, cst.SimpleStatementLine):
        raise NoFix("it shares its line")
    moved = cst.SimpleStatementLine([new], trailing_whitespace=line.trailing_whitespace)
    if place is not None:
        changes.follow(changes.tree.find(place), moved)
    else:
        put_constructor(report, changes, around, moved)
    return changes.fix(f"Make '{name}' in __init__, for each instance", False)


def place_in_constructor(report: Report) -> tuple[ast.stmt | None, list[ast.stmt]]:
    """The call of the base's constructor, and all before it; None where the class has no constructor of its own."""
    if report.cls.generates_init:
        raise NoFix("its constructor is written by a decorator")
    if "__init__" not in report.cls.methods:
        return None, []
    function = constructor_of(report)
    body = without_docstring(function.body)
    places = [i for i, part in enumerate(body) if is_super_call(report, part, function)]
    if len(places) != 1:
        raise NoFix("the constructor doesn't call the base's once")
    return body[places[0]], body[:places[0] + 1]


def put_constructor(report: Report, changes: Changes, around: ast.ClassDef, first: cst.SimpleStatementLine) -> None:
    """Give a class a constructor that calls the base's with what it's given, and runs a statement."""
    given = "" if report.cls.bases == [MODULE] else "*args, **kwargs"
    head = f"def __init__(self{', ' if given else ''}{given}):\n    super().__init__({given})\n"
    made = cst.ensure_type(cst.parse_statement(head), cst.FunctionDef)
    place: Any = changes.tree.find(next((n for n in around.body if isinstance(n, Function)), around.body[-1]))
    indent = getattr(changes.tree.above(place), "indent", None)
    body = cst.ensure_type(made.body, cst.IndentedBlock)
    made = made.with_changes(body=body.with_changes(body=[*body.body, first], indent=indent))
    if isinstance(place, cst.FunctionDef):
        changes.insert(place, made, on_top=True, apart=True)
    else:
        changes.append(place, made.with_changes(leading_lines=[cst.EmptyLine(indent=False)]))


def forbid_uses(report: Report, name: str, statement: ast.Assign | ast.AnnAssign, around: ast.ClassDef,
                before: list[ast.stmt]) -> None:
    """Raise NoFix where the class's own attribute is needed: by its body, by a subclass, before the constructor."""
    context = report.context
    others = [part for part in around.body if part is not statement]
    own = {n.id for n in ast.walk(around) if isinstance(n, ast.Name) and context.parents[n] in around.body
           and not isinstance(n.ctx, ast.Load)}
    value = statement.value
    assert value is not None
    reads = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    if reads & own or any(isinstance(n, ast.Name) and n.id == name for part in others for n in ast.walk(part)):
        raise NoFix("the class body needs it, or it needs the class body")
    if not is_pure(report, ast.Assign([], value)):
        raise NoFix("it is made by other code, which may not be meant to run for each instance")
    if any(is_of_self(n) and n.attr == name for part in before for n in ast.walk(part)) or any(
            not isinstance(use.ctx, ast.Load) for use, _ in context.of_self.get(name, ())):
        raise NoFix("the constructor needs it before, or something else is assigned to it")
    if any(name in {*cls.attributes, *cls.methods, *cls.properties} for cls in (*context.subclasses,
                                                                                *report.cls.family[1:])):
        raise NoFix("a base or a subclass has the name too")
    claim = claimed_elsewhere(report, name)
    if claim or read_from_class(report, name):
        raise NoFix(claim or "it is read from the class")
