"""Where the statements of a program begin, and whose they are.

The oracle's verdicts come from real runs alone.  What is read from the text here is only bookkeeping: which
line a statement starts on, which class it stands in, whether a `try` would catch an error there.
"""
from __future__ import annotations

import ast
import builtins

OPEN_MARK = "# open"


class Layout:
    """Line bookkeeping for one program; every line it speaks of is the first line of a statement."""

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines()
        self.first: dict[int, int] = {}
        self.text: dict[int, str] = {}
        self.block: dict[int, int] = {}
        self.owner: dict[int, str | None] = {}
        self.guards: dict[int, tuple[ast.Try, ...]] = {}
        self.simple: set[int] = set()
        self._blocks = 0
        self._walk(ast.parse(source).body, None, ())
        self.open = {self.first.get(n, n) for n, line in enumerate(self.lines, 1) if OPEN_MARK in line}

    def statement(self, line: int) -> int:
        """The first line of the statement that a physical line belongs to."""
        return self.first.get(line, line)

    def speaks_of(self, line: int, name: str) -> bool:
        """Whether the statement's own text names the attribute."""
        text = self.text.get(line, "")
        return f".{name}" in text or f'"{name}"' in text

    def catches(self, line: int, error: Exception) -> bool:
        """Whether a `try` around the statement would see the error."""
        return any(_handles(handler, error)
                   for node in self.guards.get(line, ()) for handler in node.handlers)

    def _walk(self, body: list[ast.stmt], owner: str | None, guards: tuple[ast.Try, ...]) -> None:
        self._blocks += 1
        block = self._blocks
        for node in body:
            start = node.lineno
            inner = [child for field in ("body", "orelse", "handlers", "finalbody")
                     for child in getattr(node, field, [])]
            end = max(min(map(_top, inner)) - 1, start) if inner else node.end_lineno or start
            for line in range(_top(node), end + 1):
                self.first[line] = start
            self.text[start] = "\n".join(self.lines[start - 1:end])
            self.block[start] = block
            self.owner[start] = owner
            self.guards[start] = guards
            if not inner and not isinstance(node, (ast.Import, ast.ImportFrom)):
                self.simple.add(start)
            mine = node.name if isinstance(node, ast.ClassDef) else owner
            inside = (*guards, node) if isinstance(node, ast.Try) else guards
            self._walk(getattr(node, "body", []), mine, inside)
            self._walk(getattr(node, "orelse", []), mine, guards)
            self._walk(getattr(node, "finalbody", []), mine, guards)
            for handler in getattr(node, "handlers", []):
                self.first[handler.lineno] = handler.lineno
                self.owner[handler.lineno] = owner
                self._walk(handler.body, mine, guards)


def _top(node: ast.AST) -> int:
    """The line that a node starts on, its decorators included."""
    lines: list[int] = [getattr(node, "lineno")] + [d.lineno for d in getattr(node, "decorator_list", [])]
    return min(lines)


def _handles(handler: ast.ExceptHandler, error: Exception) -> bool:
    """Whether an `except` takes the error; an exception class that isn't built in counts as one that does."""
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for kind in kinds:
        known = getattr(builtins, kind.id, None) if isinstance(kind, ast.Name) else None
        if known is None or isinstance(known, type) and isinstance(error, known):
            return True
    return False
