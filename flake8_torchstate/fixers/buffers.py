"""The fix of TSM101: the assignment of a tensor becomes the registration of a buffer, in place."""
from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_torchstate.model import values
from flake8_torchstate.code.classes import DATACLASS
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.report.findings import Edit, Fix, Report, is_trained, keeps_changing
from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.places import Function, Text
from flake8_torchstate.fixers.seen import COMPLEX, seen_by
from flake8_torchstate.fixers.writes import (
    BUFFER, free, keeps_kind, ordinary, used_by_numpy, writes_of, written_from_outside)
from flake8_torchstate.model.site import Site
from flake8_torchstate.code.source import Place
from flake8_torchstate.model.values import NoneValue, Tensor

# what may give back its argument, which may be a Parameter
PASSING = frozenset("as_tensor asarray".split())


@dataclass(frozen=True)
class Target:
    """A name that a statement sets to a tensor; persistent: whether `state_dict()` is to have it."""

    name: str
    persistent: bool

    @property
    def more(self) -> str:
        """The rest of the registration's arguments."""
        return "" if self.persistent else ", persistent=False"


def buffer_fix(report: Report, lost: LostTensor) -> Fix | None:
    """The fix of a bare tensor; None where it isn't certain that nothing breaks."""
    if not ordinary(report):
        return None
    site = site_to_write(report, lost)
    if site is None or site.function is None or site.owner is not report.cls or site.file is not report.cls.source:
        return None
    text = seen_by(report).text
    statement = text.statement_at(site.position())
    if statement is None:
        return None
    made = Writer(report, text, statement).edits()
    if made is None:
        return None
    edits, targets = made
    wanted = next((t for t in targets if t.name == lost.name), None)
    if wanted is None:
        return None
    safe = not any(target.persistent for target in targets)
    return Fix(f"Register '{report.written(lost.name)}' as a buffer", tuple(edits), safe)


def site_to_write(report: Report, lost: LostTensor) -> Site | None:
    """The one statement that sets the name first; None where there are several, or where none can register it."""
    firsts: dict[int, Site] = {}
    for other in report.lost_tensors:
        if other.name != lost.name or other.site.node is not lost.site.node:
            continue
        if other.later is not None or other.in_class_body or other.early or other.alias:
            return None
        first = other.first
        site = first.site if first is not None and first.site is not None else other.site
        if first is not None and (first.early or not isinstance(first.value, (NoneValue, Tensor))):
            return None
        firsts[id(site.node)] = site
    return next(iter(firsts.values())) if len(firsts) == 1 else None


class Writer:
    """Writes the registrations that take the place of one statement."""

    def __init__(self, report: Report, text: Text, statement: ast.stmt) -> None:
        self.report = report
        self.text = text
        self.statement = statement
        self.targets: list[Target] = []

    def edits(self) -> tuple[list[Edit], list[Target]] | None:
        """The edits, and the names that they register."""
        node = self.statement
        made: list[Edit] | None = None
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            made = self.annotated(node)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            made = self.unpacked(node) if len(node.targets) == 1 else None
        elif isinstance(node, ast.Assign):
            made = self.plain(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            made = self.by_name(node.value)
        if made is None:
            return None
        if self.as_objects:
            more = imports.edits_for_nn(self.report, self.text)
            made = [*made, *more] if more is not None else None
        return (made, self.targets) if made is not None else None

    @property
    def as_objects(self) -> bool:
        """Whether buffers are written as nn.Buffer objects."""
        return self.report.config.buffer_style == "nn.Buffer"

    # --- which names

    def target(self, node: ast.expr, value: ast.expr) -> Target | None:
        """What a target's name becomes; None where it can't be registered."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None
        return self.registrable(self.report.cls.private(node.attr), value)

    def registrable(self, name: str, value: ast.expr) -> Target | None:
        """A name as a buffer of this statement."""
        report = self.report
        lost = next((other for other in report.lost_tensors if other.name == name and other.value.grad is not True), None)
        if lost is None or (is_trained(name, lost.value) and lost.value.dtype not in ("int", "bool")):
            return None
        if not self.certainly_tensor(name, value) or not free(report, name):
            return None
        if not keeps_kind(report, name, self.statement, BUFFER) or used_by_numpy(report, name):
            return None
        if written_from_outside(report, name) or self.changed_in_place(self.sharing(name)):
            return None
        choice = report.config.persistent
        target = Target(name, choice == "always" or (choice == "statistics" and keeps_changing(lost)))
        self.targets.append(target)
        return target

    def certainly_tensor(self, name: str, value: ast.expr) -> bool:
        """Whether the statement gives the name nothing but tensors that are no Parameters, or None."""
        if PASSING & words_of(value) or self.may_be_complex(value):
            return False
        found = [option.value for write in writes_of(self.report, name)
                 if write.site.file is self.report.cls.source and write.site.position() == self.text.start(self.statement)
                 for option in values.options(write.value)]
        if self.as_objects and any(not isinstance(v, Tensor) for v in found):
            return False  # nn.Buffer(None) is an empty tensor
        return bool(found) and all(
            isinstance(v, NoneValue) or (isinstance(v, Tensor) and v.grad is False and not v.borrowed and not v.history) for v in found)

    def may_be_complex(self, value: ast.expr) -> bool:
        """Whether the method, or a function that the value calls, has to do with complex numbers."""
        method = next((n for n in self.text.above(self.statement) if isinstance(n, Function)), None)
        called = [self.report.cls.find_method(n.attr) for n in ast.walk(value) if isinstance(n, ast.Attribute)]
        if any(f is not None and COMPLEX & f.outline.mentioned for f in called):
            return True
        return method is not None and seen_by(self.report).has_complex(method)

    # --- the forms of statements

    def plain(self, node: ast.Assign) -> list[Edit] | None:
        """`self.a = expression`, and chains such as `self.a = self.b = expression`."""
        named = [t for t in node.targets if not isinstance(t, ast.Name)]
        found = [self.target(t, node.value) for t in named]
        targets = [t for t in found if t is not None]
        start = self.after_equals(node.targets[-1])
        if not targets or len(targets) < len(named) or start is None:
            return None
        if self.as_objects:
            return self.wrapped(start, targets[0])
        texts = [self.text.of(t) for t in node.targets]
        local = [t for t in node.targets if isinstance(t, ast.Name)]
        owners = [self.owner(t) for t in named]
        if len(node.targets) == 1:
            return self.around(start, f"{self.opening(owners[0], targets[0])},", f"{targets[0].more})")
        if local:
            read = self.text.of(local[0])
            before = " = ".join(self.text.of(t) for t in local) + " ="
            after = ""
            rest = list(zip(owners, targets))
        else:
            read = texts[0]
            before, after = f"{self.opening(owners[0], targets[0])},", f"{targets[0].more})"
            rest = list(zip(owners, targets))[1:]
        lines = [f"{self.opening(owner, target)}, {read}{target.more})" for owner, target in rest]
        return self.around(start, before, after + "".join(self.separator() + line for line in lines))

    def annotated(self, node: ast.AnnAssign) -> list[Edit] | None:
        """`self.a: T = expression`: the annotation goes to the class, where type checkers still see it."""
        assert node.value is not None
        target = self.target(node.target, node.value)
        start = self.after_equals(node.annotation)
        if target is None or start is None:
            return None
        if self.as_objects:
            return self.wrapped(start, target)  # the annotation stays where it is
        declared = self.declaration(node)
        if declared is None:
            return None
        return [*declared, *self.around(start, f"{self.opening(self.owner(node.target), target)},", f"{target.more})")]

    def unpacked(self, node: ast.Assign) -> list[Edit] | None:
        """`self.a, self.b = one, two`: a statement for each."""
        left, right = node.targets[0], node.value
        if not isinstance(left, (ast.Tuple, ast.List)) or not isinstance(right, (ast.Tuple, ast.List)):
            return None
        if len(left.elts) != len(right.elts) or not self.independent(left.elts, right.elts):
            return None
        found = [self.target(t, v) for t, v in zip(left.elts, right.elts)]
        if self.as_objects:
            return [edit for value, target in zip(right.elts, found) if target is not None
                    for edit in self.text.wrapped(value, f"{self.nn}.Buffer(", f"{target.more})")]
        if not self.split_by_commas(node, right.elts):
            return None
        edits: list[Edit] = []
        before = self.text.start(node)
        closing = ""
        for target_node, value, target in zip(left.elts, right.elts, found):
            opening = f"{self.text.of(target_node)} = " if target is None else f"{self.opening(self.owner(target_node), target)}, "
            edits.append(Edit(before, self.text.start(value), closing + opening))
            before = self.text.end(value)
            closing = (f"{target.more})" if target is not None else "") + self.separator()
        last = f"{found[-1].more})" if found[-1] is not None else ""
        return [*edits, Edit(before, self.text.end(node), last)]

    def by_name(self, call: ast.Call) -> list[Edit] | None:
        """`setattr(self, "a", expression)`."""
        if not isinstance(call.func, ast.Name) or call.func.id != "setattr" or len(call.args) != 3 or call.keywords:
            return None
        owner, name, value = call.args
        if not isinstance(owner, ast.Name) or any(isinstance(a, ast.Starred) for a in call.args):
            return None
        here = self.text.start(self.statement)
        names = sorted({w.name for w in self.report.state.written if w.site.position() == here and w.site.file is self.text.source})
        found = [self.registrable(n, value) for n in names]
        targets = [t for t in found if t is not None]
        if not targets or len(targets) < len(names) or not isinstance(name, (ast.Constant, ast.JoinedStr)):
            return None
        if self.as_objects:
            return list(self.text.wrapped(value, f"{self.nn}.Buffer(", f"{targets[0].more})"))
        gap = self.text.between(self.text.start(call), self.text.start(name))
        rest = self.text.between(self.text.end(value), self.text.end(call))
        if "".join(gap.split()) != f"setattr({owner.id}," or "".join(rest.split()) not in (")", ",)"):
            return None
        end = self.text.end(value)
        return [Edit(self.text.start(call), self.text.start(name), f"{owner.id}.register_buffer({gap.partition(',')[2].lstrip(' ')}"),
                Edit(end, end, targets[0].more)]

    # --- parts

    @property
    def nn(self) -> str:
        """How the file writes torch.nn."""
        return imports.nn_text(self.report)

    def opening(self, owner: str, target: Target) -> str:
        """A registration up to its name."""
        return f'{owner}.register_buffer("{target.name}"'

    def owner(self, node: ast.expr) -> str:
        """What stands before the dot of a target."""
        assert isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        return node.value.id

    def around(self, start: Place, before: str, after: str) -> list[Edit]:
        """The edits that put something in place of all that stands before the value, and after it."""
        end = self.text.end(self.statement)
        return [Edit(self.text.start(self.statement), start, before), Edit(end, end, after)]

    def wrapped(self, start: Place, target: Target) -> list[Edit]:
        """The edits that make the whole value an nn.Buffer."""
        line, column = start
        rest = self.text.lines[line - 1][column:]
        while rest.strip() in ("", "\\"):
            line, column = line + 1, 0
            rest = self.text.lines[line - 1]
        place = line, column + len(rest) - len(rest.lstrip())
        end = self.text.end(self.statement)
        return [Edit(place, place, f"{self.nn}.Buffer("), Edit(end, end, f"{target.more})")]

    def after_equals(self, node: ast.expr) -> Place | None:
        """The place after the `=` that follows a node."""
        line, column = self.text.end(node)
        while line <= len(self.text.lines):
            found = self.text.lines[line - 1].find("=", column)
            between = self.text.lines[line - 1][column:found if found >= 0 else None]
            if between.strip(" \t\f)\\\n"):
                return None  # a comment between brackets
            if found >= 0:
                return line, found + 1
            line, column = line + 1, 0
        return None

    def separator(self) -> str:
        """What stands between two statements that take the place of one."""
        indent = self.text.indent(self.statement)
        return "; " if indent is None or not self.text.has_own_lines(self.statement) else f"\n{indent}"

    def independent(self, targets: Sequence[ast.expr], parts: Sequence[ast.expr]) -> bool:
        """Whether no value of a tuple reads what an earlier target sets."""
        if any(not isinstance(t, (ast.Attribute, ast.Name)) for t in targets) or any(isinstance(p, ast.Starred) for p in parts):
            return False
        set_before: set[tuple[bool, str]] = set()
        for target, value in zip(targets, parts):
            nodes = list(ast.walk(value))
            read = {key_of(n) for n in nodes}
            methods = any(isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self"
                          and n.attr in self.report.cls.methods for n in nodes)
            if set_before and (set_before & read or methods):
                return False
            set_before.add(key_of(target))
        return True

    def split_by_commas(self, node: ast.Assign, parts: Sequence[ast.expr]) -> bool:
        """Whether nothing but commas stands between the values, so that they can be taken apart."""
        text = self.text
        start = self.after_equals(node.targets[0])
        if start is None or text.start(node)[0] != text.end(node)[0]:
            return False
        gaps = [text.between(text.end(a), text.start(b)).strip() for a, b in zip(parts, parts[1:])]
        first = text.between(start, text.start(parts[0])).strip()
        last = text.between(text.end(parts[-1]), text.end(node)).strip()
        brackets = (first, last.removeprefix(",").strip()) in (("", ""), ("(", ")"), ("[", "]"))
        return brackets and all(gap == "," for gap in gaps)

    def sharing(self, name: str) -> set[str]:
        """The names that hold the same tensor, as the code writes them."""
        written = self.report.state.written
        held = {id(option.value) for w in written if w.name == name for option in values.options(w.value) if isinstance(option.value, Tensor)}
        return {self.report.written(w.name) for w in written if any(id(option.value) in held for option in values.options(w.value))}

    def changed_in_place(self, names: set[str]) -> bool:
        """Whether one of several names for a tensor is changed in place, which the others then see only until it's moved."""
        if len(names) < 2:
            return False
        for node in self.text.nodes:
            if isinstance(node, ast.AugAssign) and names & attributes(node.target):
                return True
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load) and names & attributes(node.value):
                return True
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_"):
                if names & attributes(node.func.value):
                    return True
            if isinstance(node, ast.keyword) and node.arg == "out" and names & attributes(node.value):
                return True
        return False

    # --- the annotation of the class

    def declaration(self, node: ast.AnnAssign) -> list[Edit] | None:
        """The edit that declares the name's type in the class; none where it's declared; None where it can't be."""
        cls = self.report.cls
        assert isinstance(node.target, ast.Attribute)
        if any(node.target.attr in c.annotations for c in cls.family):
            return []
        if {"Final", "ClassVar"} & words_of(node.annotation) or any(name in DATACLASS or not name.startswith("torch") for name in cls.decorators):
            return None
        whole = next((n for n in self.text.above(node) if isinstance(n, ast.ClassDef)), None)
        if whole is None:
            return None
        body = whole.body
        documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str)
        rest = body[1:] if documented and len(body) > 1 else body
        declared = list(itertools.takewhile(is_declaration, rest))
        written = self.annotation(node.annotation)
        beside = declared[-1] if declared else rest[0]
        before = self.text.indent(beside)
        line = self.text.end(beside)[0] + 1 if declared else self.text.start(beside)[0]
        while not declared and self.text.lines[line - 2].lstrip().startswith("#"):
            line -= 1  # a comment stays with what it's about
        if written is None or before is None or not self.text.has_own_lines(beside) or line > len(self.text.lines):
            return None
        apart = "\n" if isinstance(beside, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else ""
        return [Edit((line, 0), (line, 0), f"{before}{node.target.attr}: {written}\n{apart}")]

    def annotation(self, node: ast.expr) -> str | None:
        """An annotation as a class can have it: one of a function is never looked at by Python, one of a class is."""
        text = self.text.of(node)
        if "\n" in text:
            return None
        if isinstance(node, ast.Constant) or postponed(self.text.source.tree) or bound_at_top(self.text.source.tree, node):
            return text
        return None if '"' in text or "'" in text else f'"{text}"'


def words_of(node: ast.AST, deep: bool = True) -> set[str]:
    """The names and attributes that a node mentions, or that it is itself."""
    nodes = ast.walk(node) if deep else [node]
    return {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in nodes}


def key_of(node: ast.AST) -> tuple[bool, str]:
    """What a node reads or sets: whether that is an attribute, and its name."""
    return (True, node.attr) if isinstance(node, ast.Attribute) else (False, getattr(node, "id", ""))


def is_declaration(node: ast.stmt) -> bool:
    """Whether a statement only says what type a name has."""
    return isinstance(node, ast.AnnAssign) and node.value is None


def attributes(node: ast.AST) -> set[str]:
    """The attributes that a node mentions."""
    return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def postponed(tree: ast.Module) -> bool:
    """Whether the file's annotations are never evaluated."""
    return any(isinstance(n, ast.ImportFrom) and n.module == "__future__" and any(a.name == "annotations" for a in n.names)
               for n in tree.body)


def bound_at_top(tree: ast.Module, node: ast.expr) -> bool:
    """Whether plain imports at the top of the file bind all of a dotted or subscripted name, such as `Optional[Tensor]`."""
    if isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return all(bound_at_top(tree, part) for part in (node.value, *parts))
    while isinstance(node, ast.Attribute):
        node = node.value
    names = {alias.asname or alias.name.partition(".")[0] for n in tree.body
             if isinstance(n, (ast.Import, ast.ImportFrom)) for alias in n.names}
    return isinstance(node, ast.Name) and node.id in names
