"""Whether a buffer would lose digits that the plain tensor keeps: `.half()` and `.to(torch.bfloat16)` round buffers."""
from __future__ import annotations

import ast

from flake8_torchstate.code.scopes import ClassInfo, FunctionInfo, Scope
from flake8_torchstate.model.values import Tensor
from flake8_torchstate.report.context import is_of_self
from flake8_torchstate.report.findings import Report

MOST_FUNCTIONS = 20
EXACT = frozenset("arange linspace logspace cumsum float32 float64 double".split())
"""What makes long rows of numbers, for which few bits are too few, and dtypes that say how exact numbers are to be."""


def may_be_rounded(report: Report, statement: ast.stmt, value: ast.expr, name: str, tensor: Tensor) -> bool:
    """Whether the numbers of a tensor are a table, or of a stated precision: its rounding would change results."""
    if tensor.dtype in ("int", "bool") or not EXACT & words_behind(report, statement, value):
        return False
    return not rounded_at_each_use(report, name)


def rounded_at_each_use(report: Report, name: str) -> bool:
    """Whether each use of a name, as the code writes it, makes it of another tensor's dtype first: it's rounded there.
    """
    parents = report.context.parents
    uses = [n for n in report.context.nodes if isinstance(n, ast.Attribute) and n.attr == name
            and isinstance(n.ctx, ast.Load) and not report.context.is_of_another_class(n)]
    for use in uses:
        function = parents[use]
        call = parents[function]
        if not isinstance(function, ast.Attribute) or not isinstance(call, ast.Call) or call.func is not function:
            return False
        dtypes = [a for a in (*call.args, *(k.value for k in call.keywords if k.arg == "dtype"))
                  if isinstance(a, ast.Attribute) and a.attr == "dtype"]
        if function.attr != "type_as" and not (function.attr == "to" and dtypes):
            return False
    return bool(uses)


def words_behind(report: Report, statement: ast.stmt, value: ast.expr) -> set[str]:
    """The names that an expression mentions, and those that its local names and the functions it calls were made by.

    A complex number counts as the name of its type.
    """
    function = report.context.function_of(statement)
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function) if function is not None else ():
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For)):
            given = node.iter if isinstance(node, ast.For) else node.value
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (n for part in targets for n in ast.walk(part)):
                if isinstance(target, (ast.Name, ast.Attribute)) and given is not None:
                    assigned.setdefault(name_of(target), []).append(given)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_"):
            if isinstance(node.func.value, (ast.Name, ast.Attribute)):
                assigned.setdefault(name_of(node.func.value), []).extend(node.args)
    found: set[str] = set()
    waiting = [value]
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, (ast.Name, ast.Attribute)):
                name = name_of(node)
                waiting += assigned.pop(name, ()) if isinstance(node, ast.Name) or is_of_self(node) else ()
                found.add(name)
            elif isinstance(node, ast.Constant) and isinstance(node.value, complex):
                found.add("complex")
            elif isinstance(node, ast.Call):
                found |= words_of_called(called_by(report.cls.scope, report.cls, node))
    return found


def words_of_called(function: FunctionInfo | None) -> set[str]:
    """What a function of the tree mentions, and the functions that it calls."""
    found: set[str] = set()
    waiting, known = [function], set[FunctionInfo]()
    while waiting and len(known) < MOST_FUNCTIONS:
        here = waiting.pop()
        if here is not None and here not in known:
            known.add(here)
            found |= here.outline.mentioned
            calls = [node for node in ast.walk(here.node) if isinstance(node, ast.Call)]
            waiting += [called_by(here.body_scope, here.owner, node) for node in calls]
    return found


def called_by(scope: Scope, cls: ClassInfo | None, node: ast.Call) -> FunctionInfo | None:
    """The function of the tree that a call runs: one called by its name, or a method of the instance."""
    if is_of_self(node.func):
        return cls.find_method(node.func.attr) if cls is not None else None
    found = scope.resolve(node.func)
    return found if isinstance(found, FunctionInfo) else None


def name_of(node: ast.Name | ast.Attribute) -> str:
    """The name, or the attribute, that a node mentions."""
    return node.id if isinstance(node, ast.Name) else node.attr
