"""The fix of TSM904: an assignment in place of a registration by text."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.writes import ordinary, own_statement
from flake8_torchstate.model.events import Write
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.report.trees import NoFix

ORDER = ("name", "tensor", "persistent")


@if_certain
def assigned(report: Report, write: Write) -> Fix:
    """The assignment in place of a registration, where the class registers as nn.Module does."""
    if not ordinary(report):
        raise NoFix("the class keeps its names in a way of its own")
    statement = own_statement(report, write.site)
    more = list[Edit]()
    changes = Changes(report.context.tree([statement]))
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or any(isinstance(a, ast.Starred) for a in call.args) or (
            any(k.arg is None for k in call.keywords)):
        raise NoFix("its arguments aren't written there")
    if write.operation is Operation.REGISTER_BUFFER:
        nn, more = imports.nn_of(report)
        changes.split(changes.tree.find(statement),
                      lambda s: [assignment(write.name, buffer_of(s.value, f"{nn}.Buffer"))])
    else:
        value = call.args[1] if len(call.args) > 1 else next(k.value for k in call.keywords if k.arg == "param")
        if not isinstance(value, (ast.Call, ast.Name, ast.Attribute)):
            raise NoFix("its value may need brackets")
        node: Any = changes.tree.find(value)
        changes.split(changes.tree.find(statement), lambda s: [assignment(write.name, node.deep_clone())])
    return changes.fix(f"Assign '{write.name}'", True, more)


def assignment(name: str, value: cst.BaseExpression) -> cst.Assign:
    """`self.name = value`."""
    return cst.Assign([cst.AssignTarget(cst.Attribute(cst.Name("self"), cst.Name(name)))], value)


def buffer_of(call: cst.Call, called: str) -> cst.Call:
    """`nn.Buffer(tensor, persistent=False)` with the arguments of a registration, and its line ends."""
    given = {arg.keyword.value if arg.keyword is not None else ORDER[i]: arg for i, arg in enumerate(call.args)}
    first, last = given["tensor"], given.get("persistent")
    args = [first.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)]
    if last is not None:
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args.append(last.with_changes(keyword=cst.Name("persistent"), equal=tight))
    end = call.args[-1]
    if last is not None and not isinstance(args[0].comma, cst.Comma):
        args[0] = args[0].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
    args[-1] = args[-1].with_changes(comma=end.comma, whitespace_after_arg=end.whitespace_after_arg)
    return call.with_changes(func=cst.parse_expression(called), args=args)
