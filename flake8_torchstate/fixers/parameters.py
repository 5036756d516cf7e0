"""The fix of TSM102: nn.Parameter(…) around the whole expression."""
from __future__ import annotations

import ast

from flake8_torchstate.model import values
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.spelling import written
from flake8_torchstate.fixers.places import Text
from flake8_torchstate.fixers.seen import seen_by
from flake8_torchstate.fixers.writes import PARAMETER, free, keeps_kind, ordinary, writes_of, written_from_outside
from flake8_torchstate.model.values import Tensor

INSIDE = (ast.Call, ast.Name, ast.Attribute, ast.Subscript, ast.Constant)


def parameter_fix(report: Report, lost: LostTensor) -> Fix | None:
    """The fix of a tensor that requires grad; None where it isn't certain that nothing breaks."""
    site = lost.site
    if lost.later is not None or lost.in_class_body or lost.early or (lost.value.history and lost.value.spoiled is None):
        return None
    if site.owner is not report.cls or site.function is None or site.file is not report.cls.source or not ordinary(report):
        return None
    text = seen_by(report).text
    statement = text.statement_at(site.position())
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None:
        return None
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    alone = isinstance(statement, ast.AnnAssign) or len(statement.targets) == 1
    if not alone or not isinstance(target, ast.Attribute) or report.cls.private(target.attr) != lost.name:
        return None
    if not can_be_parameter(report, text, lost, statement) or reads_registered(report, statement.value):
        return None
    name = written(report, "Parameter") or f"{imports.nn_text(report)}.Parameter"
    more = imports.edits_for_nn(report, text) if written(report, "Parameter") is None else []
    if more is None:
        return None
    edits = [*unwrapped(report, text, statement.value), *around(text, statement.value, name), *more]
    return Fix(f"Make '{report.written(lost.name)}' an nn.Parameter", tuple(joined(edits)), safe=False)


def can_be_parameter(report: Report, text: Text, lost: LostTensor, statement: ast.stmt) -> bool:
    """Whether nothing that isn't a Parameter or None is assigned to the name, here or elsewhere."""
    if not free(report, lost.name) or not keeps_kind(report, lost.name, statement, PARAMETER):
        return False
    if written_from_outside(report, lost.name):
        return False
    here = [option.value for write in writes_of(report, lost.name)
            if write.site.file is text.source and write.site.position() == text.start(statement) for option in values.options(write.value)]
    return bool(here) and all(isinstance(v, Tensor) and v.grad is True and v.dtype not in ("int", "bool") and not v.borrowed for v in here)


def reads_registered(report: Report, node: ast.expr) -> bool:
    """Whether an expression reads something that the module holds, with which the tensor is tied together."""
    names = {report.cls.private(n.attr) for n in ast.walk(node)
             if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self"}
    return any(held.slot is None or held.registered for name in names for held in report.state.names.get(name, ()))


def around(text: Text, node: ast.expr, name: str) -> list[Edit]:
    """The edits that put a call around an expression and its brackets."""
    statement = next(n for n in text.above(node) if isinstance(n, ast.stmt))
    assert isinstance(statement, (ast.Assign, ast.AnnAssign))
    before = statement.targets[-1] if isinstance(statement, ast.Assign) else statement.annotation
    start, end = text.start(node), text.end(statement)
    if "(" in text.between(text.end(before), start):
        end = text.end(node)  # brackets around the whole stay around the call
    return [Edit(start, start, f"{name}("), Edit(end, end, ")")]


def unwrapped(report: Report, text: Text, node: ast.expr) -> list[Edit]:
    """The edits that take an nn.Parameter(…) inside of the expression away, where the text around it allows that."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and is_parameter(report, n)]
    if len(calls) != 1 or len(calls[0].args) != 1 or calls[0].keywords:
        return []
    call, inner = calls[0], calls[0].args[0]
    gaps = text.between(text.end(call.func), text.start(inner)).strip(), text.between(text.end(inner), text.end(call)).strip()
    if gaps != ("(", ")") or "\n" in text.of(call):
        return []
    if not isinstance(inner, INSIDE):
        return [Edit(text.start(call), text.end(call.func), "")]  # its brackets stay
    return [Edit(text.start(call), text.start(inner), ""), Edit(text.end(inner), text.end(call), "")]


def is_parameter(report: Report, node: ast.Call) -> bool:
    """Whether a call makes an nn.Parameter."""
    found = report.cls.scope.resolve(node.func)
    return isinstance(found, str) and found in ("torch.nn.Parameter", "torch.nn.parameter.Parameter")


def joined(edits: list[Edit]) -> list[Edit]:
    """Edits without two that touch: an insertion becomes part of the one that starts or ends at its place."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if found and found[-1].end == edit.start:
            found[-1] = Edit(found[-1].start, edit.end, found[-1].text + edit.text)
        else:
            found.append(edit)
    return found
