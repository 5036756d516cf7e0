"""Places and pieces of one file's text, for edits of it: where a node of its ast stands, its lines, its comment.

It knows nothing of modules; columns are in characters, as edits want them.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from flake8_torchstate.report.findings import Edit
from flake8_torchstate.code.source import Place, Source, character_column

Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(eq=False)
class Text:
    """A file that is linted, with its whole ast."""

    source: Source
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.source.text_lines()

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node that each node stands in."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the file, outer ones first."""
        return list(ast.walk(self.source.tree))

    @cached_property
    def statements(self) -> dict[Place, ast.stmt]:
        """The statement that starts at a place: of several the innermost."""
        return {self.start(node): node for node in self.nodes if isinstance(node, ast.stmt)}

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes that a node stands in, from the innermost."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def start(self, node: ast.expr | ast.stmt) -> Place:
        """Where a node starts; a decorated one at its first decorator."""
        first = [d.lineno for d in getattr(node, "decorator_list", ())]
        if first:
            line = min(first)
            return line, len(self.lines[line - 1]) - len(self.lines[line - 1].lstrip())
        return node.lineno, character_column(self.lines[node.lineno - 1], node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> Place:
        """Where a node ends."""
        line = node.end_lineno or node.lineno
        return line, character_column(self.lines[line - 1], node.end_col_offset or 0)

    def between(self, start: Place, end: Place) -> str:
        """The text from one place to another."""
        if start[0] == end[0]:
            return self.lines[start[0] - 1][start[1]:end[1]]
        inner = self.lines[start[0]:end[0] - 1]
        return "".join([self.lines[start[0] - 1][start[1]:], *inner, self.lines[end[0] - 1][:end[1]]])

    def of(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node, as it stands."""
        return self.between(self.start(node), self.end(node))

    def statement_at(self, place: Place) -> ast.stmt | None:
        """The statement that starts at a place: of several the innermost."""
        found = self.statements.get(place)
        return found if found is not None and found.lineno == place[0] else None

    def block_of(self, node: ast.stmt) -> list[ast.stmt]:
        """The statements among which a statement stands."""
        parent = self.parents.get(node)
        for _, value in ast.iter_fields(parent) if parent is not None else ():
            if isinstance(value, list) and any(part is node for part in value):
                return value
        return []

    def indent(self, node: ast.stmt) -> str | None:
        """What stands before a statement on its line; None where that is more than white space."""
        line, column = self.start(node)
        before = self.lines[line - 1][:column]
        return before if not before.strip() else None

    def after(self, node: ast.stmt) -> str:
        """The rest of the line on which a statement ends."""
        line, column = self.end(node)
        return self.lines[line - 1][column:].rstrip("\n")

    def has_own_lines(self, node: ast.stmt) -> bool:
        """Whether nothing but a statement and its own comment stands on its lines."""
        rest = self.after(node).strip()
        return self.indent(node) is not None and (not rest or rest.startswith("#"))

    def deletion(self, node: ast.stmt) -> Edit | None:
        """The edit that takes a statement away; None where it's the only one of its block."""
        block = self.block_of(node)
        if len(block) < 2:
            return None
        if self.has_own_lines(node):
            last = self.end(node)[0]
            if not self.lines[last - 1].endswith("\n"):
                return self.last_line(node)
            return Edit((self.start(node)[0], 0), (last + 1, 0), "")
        index = next(i for i, part in enumerate(block) if part is node)
        if index + 1 < len(block) and self.start(block[index + 1])[0] == self.end(node)[0]:
            return Edit(self.start(node), self.start(block[index + 1]), "")
        if index and self.end(block[index - 1])[0] == self.start(node)[0]:
            return Edit(self.end(block[index - 1]), self.end(node), "")
        return None

    def last_line(self, node: ast.stmt) -> Edit:
        """The deletion of the last statement of a file that ends without a line end: the one before it goes."""
        line = self.start(node)[0]
        return Edit((line - 1, len(self.lines[line - 2].rstrip("\n"))), (len(self.lines), len(self.lines[-1].rstrip("\n"))), "")

    def wrapped(self, node: ast.expr, before: str, after: str) -> tuple[Edit, Edit]:
        """The edits that put something before and after an expression."""
        start, end = self.start(node), self.end(node)
        return Edit(start, start, before), Edit(end, end, after)
