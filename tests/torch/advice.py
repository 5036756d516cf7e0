"""The advice of a message, put into the text that it is about.

A message with a line to write says where it goes.  `advice_of` reads that; `followed` makes the text in which every
line stands where its message wants it.  What can't be put in by text has a reason, and is counted by it.
"""
from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flake8_torchstate.report.findings import Finding


class NotByText(Exception):
    """What a message asks for can't be put in by text: the reason."""


@dataclass(frozen=True)
class Advice:
    """A line to write, and what the message says before it of where it goes."""

    finding: Finding
    line: str
    where: str


def advice_of(finding: Finding) -> Advice:
    """The line that a message gives.  Raises NotByText where more than a line must change."""
    where = finding.help.removesuffix(f"write {finding.write}")
    for word, reason in REASONS.items():
        if word in where:
            raise NotByText(reason)
    if "for each key" in where and "in line " in where:
        raise NotByText("each key must be another one")
    return Advice(finding, finding.write, where)


REASONS = {
    "use another name in ": "another line must give way", "change line ": "another line must give way",
    "give update()": "another line must change, or it holds under a condition",
    "if it's a container": "another line must change, or it holds under a condition",
    "read it without ": "what reads it must change", "use a local name, such as": "other lines must change",
}
"""What is said of more than the line, and why that can't be put in."""


# --- the text with the lines in it


@dataclass
class Text:
    """A text with its statements, and what becomes of them: their new lines, and lines after others."""

    text: str
    replaced: dict[ast.stmt, list[str]] = field(default_factory=dict)
    after: dict[ast.stmt, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.text)
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def statement(self, line: int, column: int | None = None) -> ast.stmt:
        """The innermost statement that starts at a place."""
        found = [n for n in ast.walk(self.tree) if isinstance(n, ast.stmt) and n.lineno == line
                 and (column is None or n.col_offset == column)]
        if not found:
            raise NotByText("no statement starts there")
        return found[-1]

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class around a node."""
        return next((n for n in self.above(node) if isinstance(n, ast.ClassDef)), None)

    def put_in_constructor(self, cls: ast.ClassDef, line: str) -> None:
        """A line after `super().__init__()`, in a constructor of its own where the class has none."""
        found = [n for n in cls.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
        if found:
            self.after.setdefault(self.super_call(found[0]), []).append(line)
            return
        lines = self.after.setdefault(cls.body[-1], [])
        if not lines:
            lines += ["def __init__(self, *args, **kwargs):", "    super().__init__(*args, **kwargs)"]
        lines.append("    " + line)

    def super_call(self, function: ast.AST) -> ast.stmt:
        """The statement of a function that calls `super().__init__()`."""
        for node in ast.walk(function):
            if isinstance(node, ast.Expr) and "__init__" in ast.unparse(node):
                return node
        raise NotByText("super().__init__() isn't called there")

    # --- putting in

    def put(self, advice: Advice) -> None:
        """Note what a line changes."""
        finding, line = advice.finding, advice.line
        here = self.statement(finding.line, finding.column)
        function = next((n for n in self.above(here) if isinstance(n, ast.FunctionDef)), None)
        if "in __init__" in advice.where:
            cls = self.class_of(here)
            assert cls is not None
            if finding.code != "TSM901":
                self.replaced[here] = ["pass"]
            self.put_in_constructor(cls, line)
        elif "first line of __init__" in advice.where:
            constructor = here if isinstance(here, ast.FunctionDef) else function
            assert constructor is not None
            first = constructor.body[ast.get_docstring(constructor) is not None]
            self.replaced.setdefault(first, ast.unparse(first).split("\n")).insert(0, line)
        elif "after super()" in advice.where or "after that call" in advice.where:
            assert function is not None
            if "keep this line" not in advice.where:
                self.replaced[here] = ["pass"]
            self.after.setdefault(self.super_call(function), []).append(line)
        elif hasattr(here, "body"):
            raise NotByText("the statement is a block")
        else:
            self.put_line(here, advice)

    def put_line(self, here: ast.stmt, advice: Advice) -> None:
        """A line in the place of the statement that is reported, or of another one."""
        elsewhere = re.search(r"(?:^|and )in (?:line|place of line) (\d+)", advice.where)
        if elsewhere is None and "in place of " in advice.where:
            raise NotByText("it goes into another class")
        text = advice.line
        if "if it's a tensor" in advice.where:
            text = self.guarded(here, text)
        self.add(self.statement(int(elsewhere[1])) if elsewhere is not None else here, text)
        before = re.search(r"register it in line (\d+) too", advice.where)
        if before is not None:
            self.register(self.statement(int(before[1])))
        self.put_likewise(advice)
        taken = re.search(r"delete the class attribute '(\w+)' of (\w+)", advice.where)
        if taken is not None:
            self.replaced[self.class_attribute(taken[1], taken[2])] = ["pass"]

    def put_likewise(self, advice: Advice) -> None:
        """The same container around what other lines give the name."""
        lines = re.search(r"do the same in lines? ([\d, ]+)", advice.where)
        called = re.search(r"\w+\.\w+(?:List|Dict)(?=\()", advice.line)
        for line in re.findall(r"\d+", lines[1]) if lines is not None and called is not None else ():
            statement = self.statement(int(line))
            if not isinstance(statement, ast.Assign):
                raise NotByText("it isn't an assignment")
            target, value = ast.unparse(statement.targets[0]), ast.unparse(statement.value)
            assert called is not None
            self.add(statement, f"{target} = {called[0]}({value})")

    def add(self, target: ast.stmt, text: str) -> None:
        """A line among those that take the place of a statement."""
        lines = self.replaced.setdefault(target, [])
        if text not in lines:
            lines.append(text)

    def guarded(self, here: ast.stmt, text: str) -> str:
        """A line that runs only for tensors: for others the statement stays."""
        *before, call = ast.parse(text).body
        assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
        value = ast.unparse(call.value.args[1])
        line = f"exec({ast.unparse(here)!r}) if not isinstance({value}, torch.Tensor) else {ast.unparse(call)}"
        return "; ".join([*map(ast.unparse, before), line])

    def register(self, statement: ast.stmt) -> None:
        """`self.x = value` as a registration of a buffer."""
        if statement in self.replaced:
            return
        assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Attribute)
        value = ast.unparse(statement.value)
        self.replaced[statement] = [f'self.register_buffer("{statement.targets[0].attr}", {value})']

    def class_attribute(self, name: str, owner: str) -> ast.stmt:
        """The statement of a class body that sets a name."""
        for cls in ast.walk(self.tree):
            for part in cls.body if isinstance(cls, ast.ClassDef) and cls.name == owner else ():
                if isinstance(part, (ast.Assign, ast.AnnAssign)) and name in ast.unparse(part).split(" = ")[0]:
                    return part
        raise NotByText("the class attribute isn't in the file")

    # --- the new text

    def followed(self) -> str:
        """The text with all that was put in."""
        lines = self.text.split("\n")
        for node in sorted({*self.replaced, *self.after}, key=lambda n: -n.lineno):
            indent = " " * node.col_offset
            first, last = node.lineno - 1, node.end_lineno or 0
            kept = "\n".join(lines[first:last]).split("\n")
            body = [indent + text for text in self.replaced[node]] if node in self.replaced else kept
            lines[first:last] = [*body, *(indent + text for text in self.after.get(node, ()))]
        return "\n".join(lines)


def followed(text: str, findings: Sequence[Finding], reasons: Counter[str]) -> tuple[str, list[Finding]]:
    """A text in which all the advice is followed that can be, and the findings that it was given for."""
    changed = Text(text)
    known: list[Advice] = []
    left: set[tuple[str, str]] = set()
    done: list[Finding] = []
    for finding in findings:
        try:
            if finding.write:
                known.append(advice_of(finding))
        except NotByText as reason:
            reasons[f"{finding.code}: {reason}"] += 1
            left.add((finding.code, finding.name))
    for advice in known:
        finding = advice.finding
        try:
            if finding.name and (finding.code, finding.name) in left:
                raise NotByText("another line of the same name can't be put in")
            changed.put(advice)
            done.append(finding)
        except NotByText as reason:
            reasons[f"{finding.code}: {reason}"] += 1
    return changed.followed(), done
