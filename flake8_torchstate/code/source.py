"""One file's text: its lines, flake8's ast, and libcst for one statement at a time.

libcst is imported when the first piece is parsed and not before.
"""
from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, cast

from flake8_torchstate.code.files import read_regular

if TYPE_CHECKING:
    from flake8_torchstate.report.pieces import Piece
    from flake8_torchstate.code.scopes import FunctionInfo, Outline

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]
Assignment = Union[ast.Assign, ast.AnnAssign]
Place = tuple[int, int]
MOST_PIECES = 200
MOST_STATEMENTS = 80
NO_TREE = ast.Module([], [])
N = TypeVar("N", bound=ast.AST)
S = TypeVar("S", bound=ast.stmt)
S_co = TypeVar("S_co", bound=ast.stmt, covariant=True)
K = TypeVar("K")
V = TypeVar("V")


class NotReadable(Exception):
    """libcst can't read a piece that Python itself reads; the text says why."""


@dataclass(frozen=True, eq=False)
class Kept(Generic[S_co]):
    """Where a function or an assignment of a file stands: it is read again from there when the file's tree is gone."""

    source: Source = field(repr=False)
    name: str
    first: int
    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int

    @property
    def is_function(self) -> bool:
        """Whether it is a function, and not an assignment."""
        return bool(self.name)

    @property
    def node(self) -> S_co:
        """Its ast; one and the same for as long as a file is looked at."""
        return self.source.read(self)


class Cache(Generic[K, V]):
    """What was used last, up to a number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """What is kept under a key, which has been used now."""
        found = self._kept.pop(key, None)
        if found is not None:
            self._kept[key] = found
        return found

    def put(self, key: K, value: V) -> None:
        """Keep something, and let go of what was used longest ago."""
        self._kept[key] = value
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def forget(self, unwanted: Callable[[V], bool]) -> None:
        """Let go of some of it."""
        self._kept = {key: value for key, value in self._kept.items() if not unwanted(value)}


class Shelf:
    """What the files of a project share: statements that were parsed last, and the files whose texts are in memory."""

    def __init__(self, pieces: int = MOST_PIECES, statements: int = MOST_STATEMENTS) -> None:
        self.pieces: Cache[tuple[str, int, int], Piece] = Cache(pieces)
        self.statements: Cache[Kept[Any], ast.stmt] = Cache(statements)
        self._opened: dict[int, Source] = {}
        self.parsed = 0

    def opened(self, source: Source) -> None:
        """Note a file whose text or nodes are in memory."""
        self._opened[id(source)] = source

    def settle(self, linted: Source | None = None) -> None:
        """Let all texts and nodes go, and what libcst parsed of the linted file: seldom does another one need that."""
        for source in self._opened.values():
            source.settle()
        self._opened.clear()
        if linted is not None:
            self.pieces.forget(lambda piece: piece.source is linted)


class Source:
    """The text of one file.  `lines` end in a plain newline; `tree` is Python's own ast of it.

    What is kept of a file beyond one look at it is where its statements stand; they and its text are read again from the
    disk when a constructor of another file reaches them.
    """

    def __init__(self, path: str, lines: list[str], tree: ast.Module, shelf: Shelf | None = None) -> None:
        self.path = path
        self.lines: list[str] | None = lines
        self.tree = tree
        self._shelf = shelf if shelf is not None else Shelf()
        self._nodes: dict[Place, ast.stmt] = {}
        self._outlines: dict[Place, Outline] = {}
        self._bodies: list[FunctionInfo] = []
        self._shelf.opened(self)

    def text_lines(self) -> list[str]:
        """Its lines, each with its newline."""
        if self.lines is None:
            self._shelf.opened(self)
            self.lines = lines_of(read_text(self.path) or "\n")
        return self.lines

    def keep(self, node: S) -> Kept[S]:
        """Note where a function or an assignment of the tree stands."""
        self._nodes[node.lineno, node.col_offset] = node
        name, first = "", node.lineno
        if isinstance(node, FUNCTIONS):
            name, first = node.name, min([first, *(decorator.lineno for decorator in node.decorator_list)])
        return Kept(self, name, first, node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)

    def read(self, kept: Kept[S]) -> S:
        """The ast of a statement of the file, parsed again where its tree is gone."""
        place = kept.lineno, kept.col_offset
        found = self._nodes.get(place)
        if found is None:
            found = self._shelf.statements.get(kept)
            if found is None:
                found = self._read_again(kept)
                self._shelf.statements.put(kept, found)
            self._nodes[place] = found
            self._shelf.opened(self)
        return cast(S, found)

    def outline(self, kept: Kept[FunctionNode]) -> Outline:
        """What a function's body mentions; kept when the body is let go."""
        place = kept.lineno, kept.col_offset
        if place not in self._outlines:
            from flake8_torchstate.code.scopes import outline_of

            self._outlines[place] = outline_of(kept.node)
        return self._outlines[place]

    def _read_again(self, kept: Kept[S]) -> ast.stmt:
        lines = self.text_lines()[kept.first - 1:kept.end_lineno]
        start = "\n" * (kept.first - 1)  # its lines keep their numbers
        try:
            if kept.is_function:
                start = start[:-1] + "if True:\n" if kept.col_offset else start
            else:
                lines = alone(lines, kept)
            body = ast.parse(start + "".join(lines)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            body = []
        if body and isinstance(body[0], ast.If):
            body = body[0].body
        return body[0] if body and isinstance(body[0], FUNCTIONS if kept.is_function else ASSIGNMENTS) else gone(kept)

    def join(self, shelf: Shelf) -> None:
        """Share what was parsed with other files."""
        self._shelf = shelf
        shelf.opened(self)

    def lend(self, other: Source) -> None:
        """Take the text and tree of another reading of the same text, for as long as it's looked at."""
        self.lines, self.tree = other.lines, other.tree
        self._shelf.opened(self)
        for node in statements(self.tree.body):
            self._lend(node)

    def _lend(self, node: ast.stmt) -> None:
        if isinstance(node, ast.ClassDef):
            for inner in statements(node.body):
                self._lend(inner)
        elif isinstance(node, (*FUNCTIONS, *ASSIGNMENTS)):
            self._nodes[node.lineno, node.col_offset] = node

    def settle(self) -> None:
        """Let go of the text and of all nodes."""
        self.lines, self.tree = None, NO_TREE
        self._nodes.clear()
        for function in self._bodies:
            function.settle()
        self._bodies.clear()

    def has_body(self, function: FunctionInfo) -> None:
        """Note a function whose body's names were asked for."""
        self._bodies.append(function)
        self._shelf.opened(self)

    @classmethod
    def from_text(cls, text: str, path: str = "stdin") -> Source:
        """Parse a text.  Raises SyntaxError, or ValueError for a NUL byte, as `ast.parse` does."""
        text = text.removeprefix("\ufeff")
        return cls(path, lines_of(text), ast.parse(text))

    def piece(self, at: Kept[Any]) -> Piece:
        """The libcst of one statement of this file (without a function's decorators).

        Raises NotReadable where libcst can't parse it.
        """
        key = (self.path, at.lineno, at.col_offset)
        found = self._shelf.pieces.get(key)
        if found is None or found.source is not self:
            found = self._parse(at)
            self._shelf.parsed += 1
            self._shelf.pieces.put(key, found)
        return found

    def _parse(self, at: Kept[Any]) -> Piece:
        import libcst as cst

        from flake8_torchstate.report.pieces import Piece

        first = at.lineno
        lines = self.text_lines()[first - 1:at.end_lineno]
        if not lines:
            raise NotReadable(f"{self.path} has changed while it was looked at")
        indent = character_column(lines[0], at.col_offset)
        simple = not at.is_function
        wrapped = bool(indent) and not simple
        if simple:
            lines = alone(lines, at)
        text = "".join((["if True:\n"] if wrapped else []) + lines)
        try:
            module = cst.parse_module(text)
        except cst.ParserSyntaxError as error:
            raise NotReadable(f"libcst can't read line {first}: {error.message.splitlines()[0]}") from error
        except (RecursionError, MemoryError) as error:
            raise NotReadable(f"the code at line {first} is nested too deeply") from error
        statement: Any = module.body[0]
        if wrapped:
            statement = statement.body.body[0]
        return Piece(self, module, statement, first - 1 - wrapped, indent if simple else 0, first)


def alone(lines: list[str], at: Kept[Any]) -> list[str]:
    """The lines of a simple statement without what else stands on them."""
    if not lines:
        return lines
    end = character_column(lines[-1], at.end_col_offset)
    found = [*lines[:-1], lines[-1][:end] + "\n"]
    found[0] = found[0][character_column(lines[0], at.col_offset):]
    return found


def gone(kept: Kept[Any]) -> ast.stmt:
    """What stands for a statement whose file has changed since it was read: nothing is known of it."""
    text = f"def {kept.name}(*_, **__): pass" if kept.is_function else "_ = ..."
    return ast.parse("\n" * (kept.lineno - 1) + text).body[0]


def copied(node: N) -> N:
    """Another node of the same kind all through, without a body.

    Plugins hang attributes of their own on the nodes of flake8's tree, such as their parents: a node of it that is kept
    would keep the whole tree.
    """
    kind = type(node)
    made = kind.__new__(kind)
    fields, theirs = made.__dict__, node.__dict__
    for name in kind._fields:
        value = theirs.get(name)
        if type(value) is list:
            fields[name] = [] if name == "body" else [copied(v) if isinstance(v, ast.AST) else v for v in value]
        elif isinstance(value, ast.AST) and not isinstance(value, BARE):
            fields[name] = copied(value)
        else:
            fields[name] = value
    for name in kind._attributes:
        fields[name] = theirs.get(name)
    return made


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body and of the compound statements in it, not of functions and classes in it."""
    for node in body:
        yield node
        if isinstance(node, SIMPLE):
            continue
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(node, name, None)
            if inner:
                yield from statements(inner)
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from statements(part.body)


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, in no particular order; without `ctx` and operators."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        for name in node._fields:
            value = getattr(node, name, None)
            if type(value) is list:
                stack += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, BARE):
                stack.append(value)


BARE = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
SIMPLE = (*FUNCTIONS, ast.ClassDef, *ASSIGNMENTS, ast.Expr, ast.Import, ast.ImportFrom, ast.Return, ast.AugAssign, ast.Raise,
          ast.Pass, ast.Assert, ast.Delete)
"""Statements without statements in them, and those whose own are another scope's."""


def read_text(path: str) -> str | None:
    """A file's text with plain newlines, in the encoding that it declares; None where it can't be read."""
    try:
        stream = io.BytesIO(read_regular(path))
        encoding, _ = tokenize.detect_encoding(stream.readline)
        stream.seek(0)
        return io.TextIOWrapper(stream, encoding).read()
    except (OSError, SyntaxError, ValueError, LookupError):
        return None


def lines_of(text: str) -> list[str]:
    """The lines of a text as Python counts them, each with a plain newline."""
    return io.StringIO(text, newline=None).readlines()


def character_column(line: str, byte_column: int) -> int:
    """The column in characters of ast's column in UTF-8 bytes."""
    if line.isascii():
        return byte_column
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore"))
