"""The advice of a message, put into the text that it is about.

A message that says "write …" gives a line, and says where it goes.  `advice_of` reads both out of it; `followed` makes
the text in which every line stands where its message wants it.  What can't be put in by text has a reason, and is
counted by it.
"""
from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flake8_torchstate.report.findings import Finding

ENDS = re.compile(
    r", and |, or |, since | and keep | and delete | after super\(\)| in line \d| in place of | in __init__|"
    r" where it's a tensor| if it is trained| where it's a container| for what is no tensor| there$| around ")
"""Where the line ends, and what is said of it begins."""
REGISTERING = ("self.register_buffer", "self.register_parameter", "self.add_module", "self.register_module", "setattr")


class NotByText(Exception):
    """What a message asks for can't be put in by text: the reason."""


@dataclass(frozen=True)
class Advice:
    """A line to write, and what the message says of where it goes."""

    finding: Finding
    line: str
    rest: str


def advice_of(finding: Finding) -> Advice:
    """What a message says after "write".  Raises NotByText where that is no whole line."""
    text = finding.message.partition("write ")[2]
    cut = ENDS.search(text)
    line, rest = (text[:cut.start()], text[cut.start():]) if cut is not None else (text, "")
    if "…" in line:
        raise NotByText("it is shortened or left open")
    try:
        ast.parse(f"def f():\n    {line}")
    except SyntaxError as error:
        raise NotByText("it isn't code") from error
    if "keep the name free" in rest:
        raise NotByText("another line must give way")
    if "give update()" in rest or "where it's a container" in rest:
        raise NotByText("another line must change, or it holds under a condition")
    if "for each key" in rest and " in line " in rest:
        raise NotByText("each key must be another one")
    return Advice(finding, line, rest)


# --- the text with the lines in it


@dataclass
class Text:
    """A text with its statements, and what becomes of them: their new lines, and lines after others."""

    text: str
    replaced: dict[ast.stmt, list[str]] = field(default_factory=dict)
    after: dict[ast.stmt, list[str]] = field(default_factory=dict)
    parts: dict[ast.expr, str] = field(default_factory=dict)

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
        finding = advice.finding
        here = self.statement(finding.line, finding.column)
        if "in __init__" in advice.rest:
            self.replaced[here] = ["pass"]
            cls = self.class_of(here)
            assert cls is not None
            self.put_in_constructor(cls, advice.line)
        elif finding.code == "TSM304" or finding.code == "TSM303":
            self.put_call(here, advice)
        elif "after super()" in advice.rest:
            function = next(n for n in self.above(here) if isinstance(n, ast.FunctionDef))
            if "keep this line" not in finding.message:
                self.replaced[here] = ["pass"]
            self.after.setdefault(self.super_call(function), []).append(advice.line)
        else:
            self.put_line(here, advice)

    def put_line(self, here: ast.stmt, advice: Advice) -> None:
        """A line in the place of the statement that is reported, or of another one."""
        line = re.match(r" in (?:line|place of line) (\d+)", advice.rest) or re.search(
            r" in line (\d+) raises TypeError", advice.finding.message)
        target = self.statement(int(line[1])) if line is not None else here
        if line is None and " in place of " in advice.rest:
            raise NotByText("it goes into another class")
        text = advice.line
        if "where it's a tensor" in advice.rest:
            text = self.guarded(here, text)
        self.add(target, text)
        before = re.search(r" in line (\d+) too, which may", advice.rest)
        if before is not None:
            self.register(self.statement(int(before[1])))
        self.put_likewise(advice)
        taken = re.search(r"delete the class attribute '(\w+)' of (\w+)", advice.rest)
        if taken is not None:
            self.replaced[self.class_attribute(taken[1], taken[2])] = ["pass"]

    def put_likewise(self, advice: Advice) -> None:
        """The same container around what other lines give the name."""
        lines = re.search(r"likewise in lines? ([\d, ]+)", advice.rest)
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

    def put_call(self, here: ast.stmt, advice: Advice) -> None:
        """A call in the place of the one that is refused, or a name in the place of its name."""
        new = ast.parse(advice.line).body[0]
        inside = [n for n in ast.walk(here) if isinstance(n, ast.Call)]
        if isinstance(new, ast.Expr) and isinstance(new.value, ast.Call) and advice.finding.code == "TSM304":
            name = ast.unparse(new.value.func)
            same = [n for n in inside if ast.unparse(n.func) == name or name == "self.register_buffer"]
            if not same or hasattr(here, "body"):
                raise NotByText("the call doesn't stand there")
            self.parts[same[0]] = advice.line
        elif advice.finding.code == "TSM304":
            self.add(here, advice.line)
        else:
            self.parts[name_of(here, advice.finding.name)] = advice.line

    # --- the new text

    def followed(self) -> str:
        """The text with all that was put in."""
        lines = self.text.split("\n")
        for part, text in sorted(self.parts.items(), key=lambda item: (-item[0].lineno, -item[0].col_offset)):
            assert part.end_lineno is not None
            first, last = lines[part.lineno - 1].encode(), lines[part.end_lineno - 1].encode()
            row = (first[:part.col_offset] + text.encode() + last[part.end_col_offset:]).decode()
            lines[part.lineno - 1:part.end_lineno] = [row, *[""] * (part.end_lineno - part.lineno)]
        for node in sorted({*self.replaced, *self.after}, key=lambda n: -n.lineno):
            indent = " " * node.col_offset
            first, last = node.lineno - 1, node.end_lineno or 0
            kept = "\n".join(lines[first:last]).split("\n")
            body = [indent + text for text in self.replaced[node]] if node in self.replaced else kept
            lines[first:last] = [*body, *(indent + text for text in self.after.get(node, ()))]
        return "\n".join(lines)


def name_of(statement: ast.stmt, name: str) -> ast.expr:
    """The expression of a statement that gives a registration its name."""
    if hasattr(statement, "body"):
        raise NotByText("the statement is a block")
    written = [n for n in ast.walk(statement) if isinstance(n, ast.Constant) and str(n.value) == name]
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and ast.unparse(n.func) in REGISTERING]
    given = [n.args[ast.unparse(n.func) == "setattr"] if n.args else n.keywords[0].value for n in calls]
    if len(written) == 1 or len(given) == 1:
        return written[0] if len(written) == 1 else given[0]
    raise NotByText("its name isn't written there")


def followed(text: str, findings: Sequence[Finding], reasons: Counter[str]) -> tuple[str, list[Finding]]:
    """A text in which all the advice is followed that can be, and the findings that it was given for."""
    changed = Text(text)
    known: list[Advice] = []
    left: set[tuple[str, str]] = set()
    done: list[Finding] = []
    for finding in findings:
        try:
            if "write " in finding.message:
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
