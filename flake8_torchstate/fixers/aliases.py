"""The fix of TSM106: a second name for a buffer becomes a property that gives the buffer."""
from __future__ import annotations

import ast

from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.fixers.places import Text
from flake8_torchstate.fixers.seen import seen_by
from flake8_torchstate.fixers.writes import free, ordinary, written_from_outside
from flake8_torchstate.model.registry import Place


def property_fix(report: Report, lost: LostTensor) -> Fix | None:
    """The fix of a second name; None where something may set it, or where it isn't always there."""
    site = lost.site
    if lost.later is not None or lost.in_class_body or lost.early or lost.first is not None or not ordinary(report):
        return None
    if site.owner is not report.cls or site.function is None or site.file is not report.cls.source:
        return None
    text = seen_by(report).text
    statement = text.statement_at(site.position())
    method = text.parents.get(statement) if statement is not None else None
    if not isinstance(method, ast.FunctionDef) or method.name != "__init__" or not isinstance(statement, ast.Assign):
        return None
    source = aliased(report, statement, lost.name)
    if source is None or not only_here(report, text, lost.name) or deleted(report, text, lost.name):
        return None
    gone = text.deletion(statement)
    added = added_property(text, method, report.written(lost.name), source)
    if gone is None or added is None or not text.has_own_lines(statement):
        return None
    if gone.end[0] >= added.start[0]:  # it is the last statement of the method: one edit in place of two that touch
        gone = Edit(gone.start, added.end, added.text)
        return Fix(title(report, lost), (gone,), safe=False)
    return Fix(title(report, lost), (gone, added), safe=False)


def title(report: Report, lost: LostTensor) -> str:
    """What the fix does."""
    return f"Make '{report.written(lost.name)}' a property"


def aliased(report: Report, statement: ast.Assign, name: str) -> str | None:
    """`self.buffer`, where the statement gives that a second name and that certainly is a buffer."""
    target, value = statement.targets[0], statement.value
    if len(statement.targets) != 1 or not is_of_self(target) or not is_of_self(value):
        return None
    assert isinstance(target, ast.Attribute) and isinstance(value, ast.Attribute)
    held = report.state.names.get(report.cls.private(value.attr), [])
    buffers = all(h.slot is not None and h.slot.holds(Place.BUFFERS) for h in held)
    return value.attr if held and buffers and report.cls.private(target.attr) == name else None


def is_of_self(node: ast.expr) -> bool:
    """Whether a node is an attribute of `self`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def only_here(report: Report, text: Text, name: str) -> bool:
    """Whether one statement alone sets the name, in the class, its family and the file."""
    if not free(report, name) or written_from_outside(report, name):
        return False
    return sum(len(seen_by(report).stores(cls, name)) for cls in report.cls.family) == 1 and len(
        [w for w in report.state.written if w.name == name]) == 1 and not report.state.patterns


def deleted(report: Report, text: Text, name: str) -> bool:
    """Whether some code of the file deletes the attribute."""
    return any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Del) and report.cls.private(n.attr) == name
               for n in text.nodes)


def added_property(text: Text, method: ast.FunctionDef, name: str, source: str) -> Edit | None:
    """The property after a method."""
    indent = text.indent(method)
    inner = text.indent(method.body[0])
    line = text.end(method)[0]
    if indent is None or inner is None or not inner.startswith(indent):
        return None
    rest = text.lines[line - 1][text.end(method)[1]:].strip()
    if rest and not rest.startswith("#"):
        return None
    code = f"\n{indent}@property\n{indent}def {name}(self):\n{inner}return self.{source}\n"
    if "".join(text.lines[line:line + 1]).strip():
        code += "\n"
    if not text.lines[line - 1].endswith("\n"):
        place = line, len(text.lines[line - 1])
        return Edit(place, place, "\n" + code.removesuffix("\n"))
    return Edit((line + 1, 0), (line + 1, 0), code)
