"""A text of an editor, and the places in it as its protocol counts them, and the names that stand there.

Lines and columns of findings are in characters; the protocol counts in UTF-16 units, or in others that both sides know.
"""
from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from typing import TypeGuard

from flake8_torchstate.code.source import character_column, walk
from flake8_torchstate.fixers.fixes import BOM
from flake8_torchstate.knowledge.names import REGISTRARS

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""How many bytes a unit has in each of the protocol's encodings, and what Python calls it."""


class Text:
    """A document's text, with the places in it as the protocol counts them."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.code = text.removeprefix(BOM)
        self._encoding, self._width = ENCODINGS[encoding]
        self._before = self._units(text[:len(text) - len(self.code)])
        self.lines = io.StringIO(self.code, newline="").readlines()

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._encoding, "surrogatepass")) // self._width

    def line(self, number: int) -> str:
        """A line by its number, from 1 on; "" behind the last."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def position(self, place: tuple[int, int]) -> dict[str, int]:
        """The protocol's position of a line from 1 on and a column in characters."""
        line, column = place
        units = self._units(self.line(line)[:column])
        return {"line": line - 1, "character": units + (self._before if line == 1 else 0)}

    def range(self, start: tuple[int, int], end: tuple[int, int]) -> dict[str, dict[str, int]]:
        """The protocol's range between two places."""
        return {"start": self.position(start), "end": self.position(end)}

    def place(self, position: dict[str, int]) -> tuple[int, int]:
        """The line from 1 on and the column in characters of a position."""
        line = position["line"] + 1
        units = max(0, position["character"] - (self._before if line == 1 else 0))
        before = self.line(line).encode(self._encoding, "surrogatepass")[:self._width * units]
        return line, len(before.decode(self._encoding, "ignore"))

    def end_of_line(self, number: int) -> tuple[int, int]:
        """The place at which a line's text ends."""
        return number, len(self.line(number).rstrip("\r\n"))

    def word(self, line: int, column: int) -> str:
        """The identifier at a place."""
        text = self.line(line)
        start = end = min(column, len(text))
        while start > 0 and is_of_word(text[start - 1]):
            start -= 1
        while end < len(text) and is_of_word(text[end]):
            end += 1
        return text[start:end]


def is_of_word(character: str) -> bool:
    """Whether a character can stand in an identifier."""
    return character == "_" or character.isalnum()


# --- the attribute at a place


def attribute_at(section: ast.stmt, text: Text, line: int, column: int) -> tuple[int, str] | None:
    """The line of the class and the name, where a place is in the name of `self.name` or in a registration's string.

    section: the top-level statement that stands there.
    """
    inner: ast.ClassDef | None = None
    for node in walk(section):
        if (
            isinstance(node, ast.ClassDef)
            and node.lineno <= line <= (node.end_lineno or 0)
            and (inner is None or inner.lineno < node.lineno)
        ):
            inner = node
    if inner is None:
        return None
    for method in inner.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and method.lineno <= line <= (
            method.end_lineno or 0
        ):
            arguments = [*method.args.posonlyargs, *method.args.args]
            own = arguments[0].arg if arguments else ""
            return next(((inner.lineno, name) for name, node, width in names_in(method, own)
                         if node.end_lineno == line and ends_around(node, width, text.line(line), column)), None)
    return None


def is_own(node: ast.AST, own: str) -> TypeGuard[ast.Attribute]:
    """Whether an expression is an attribute of the name `own`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own


def names_in(method: ast.AST, own: str) -> Iterator[tuple[str, ast.expr, int]]:
    """The names of attributes of `own`: each with the expression that it ends, and how many characters it has there."""
    for node in walk(method):
        if is_own(node, own):
            yield node.attr, node, len(node.attr)
        elif isinstance(node, ast.Call) and is_own(node.func, own) and node.func.attr in REGISTRARS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, first, len(first.value) + 1


def ends_around(node: ast.expr, width: int, line: str, column: int) -> bool:
    """Whether a column is in the last characters of an expression."""
    end = character_column(line, node.end_col_offset or 0)
    return end - width <= column <= end
