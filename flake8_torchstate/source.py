"""One file's text: its lines, flake8's ast, and libcst for one statement at a time.

libcst is imported when the first piece is parsed and not before; positions are computed for a piece only when
something in it is reported.
"""
from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, Union

if TYPE_CHECKING:
    import libcst as cst

    from flake8_torchstate.classes import ClassInfo
    from flake8_torchstate.scopes import FunctionInfo, Outline

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]
Assignment = Union[ast.Assign, ast.AnnAssign]
Place = tuple[int, int]
MOST_BODIES = 600
NO_TREE = ast.Module([], [])
N = TypeVar("N", bound=ast.AST)
TABLES = (ast.Dict, ast.List, ast.Tuple, ast.Set)
READ_TABLES = frozenset({"__all__", "_import_structure"})
"""Tables that tell what a module exports: they are kept."""


class NotReadable(Exception):
    """libcst can't read a piece that Python itself reads; the text says why."""


@dataclass(eq=False)
class Piece:
    """The libcst tree of one statement of a file, kept at its own indentation."""

    source: Source
    module: cst.Module
    statement: cst.BaseStatement
    line_offset: int
    column_offset: int
    first_line: int
    _positions: Any = field(default=None, repr=False)

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node of the piece starts: the line (1-based) and the column (0-based, in characters)."""
        if self._positions is None:
            from libcst.metadata import MetadataWrapper, PositionProvider

            wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
            self._positions = wrapper.resolve(PositionProvider)
        place = self._positions.get(node)
        if place is None:
            return self.first_line, 0
        line = place.start.line
        return line + self.line_offset, place.start.column + (self.column_offset if line == 1 else 0)

    def end(self, node: cst.CSTNode) -> tuple[int, int] | None:
        """Where a node of the piece ends, after `position` was asked for something in it."""
        place = self._positions.get(node) if self._positions is not None else None
        if place is None:
            return None
        line = place.end.line
        return line + self.line_offset, place.end.column + (self.column_offset if line == 1 else 0)


@dataclass(frozen=True, eq=False)
class Site:
    """The statement at which something happens, and the class and function whose code it is (None: a plain function's).

    `place` is its line and column where no piece was parsed for it.
    """

    piece: Piece | None = field(repr=False)
    node: cst.CSTNode | None = field(repr=False)
    owner: ClassInfo | None = None
    place: tuple[int, int] = (1, 0)
    source: Source | None = None
    function: FunctionInfo | None = None

    def position(self) -> tuple[int, int]:
        """Line (1-based) and column (0-based, in characters)."""
        if self.piece is None or self.node is None:
            return self.place
        return self.piece.position(self.node)

    def end(self) -> tuple[int, int] | None:
        """Where the statement ends; None where no piece was parsed for it, or where it's a definition."""
        if self.piece is None or self.node is None or hasattr(self.node, "body"):
            return None
        return self.piece.end(self.node)

    def text(self, node: cst.CSTNode) -> str:
        """The source text of a node of this piece, on one line, without its comments and the brackets around it."""
        if self.piece is None:
            return ""
        from flake8_torchstate.plaintext import bare_text

        return bare_text(self.piece.module, node)

    @property
    def file(self) -> Source | None:
        """The file that it stands in."""
        return self.piece.source if self.piece is not None else self.source


class PieceCache:
    """The pieces that were parsed last, by file and place, and the files whose texts are in memory."""

    def __init__(self, most: int = 400) -> None:
        self._most = most
        self._kept: dict[tuple[str, int, int], Piece] = {}
        self._opened: dict[int, Source] = {}
        self._bodies: dict[tuple[Source, Place], FunctionNode] = {}
        self.parsed = 0

    def get(self, key: tuple[str, int, int]) -> Piece | None:
        """A piece that is still there."""
        return self._kept.get(key)

    def put(self, key: tuple[str, int, int], piece: Piece) -> None:
        """Keep a piece, and let the oldest go."""
        self._kept[key] = piece
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def body(self, source: Source, place: Place, read: Callable[[], FunctionNode]) -> FunctionNode:
        """A function of another file, read again where it isn't among the ones that were used last."""
        key = source, place
        found = self._bodies.pop(key, None)
        found = self._bodies[key] = found if found is not None else read()
        while len(self._bodies) > MOST_BODIES:
            del self._bodies[next(iter(self._bodies))]
        return found

    def opened(self, source: Source) -> None:
        """Note a file whose text is in memory."""
        self._opened[id(source)] = source

    def settle(self) -> None:
        """Let all texts go."""
        for source in self._opened.values():
            source.settle()
        self._opened.clear()


class Source:
    """The text of one file.  `lines` end in a plain newline; `tree` is Python's own ast of it.

    What is kept of a file beyond one look at it are its statements without function bodies and large tables; both,
    and its text, are read again from the disk when a constructor of another file reaches them.
    """

    def __init__(self, path: str, lines: list[str], tree: ast.Module, pieces: PieceCache | None = None) -> None:
        self.path = path
        self.lines: list[str] | None = lines
        self.tree = tree
        self._pieces = pieces if pieces is not None else PieceCache()
        self._functions: dict[Place, FunctionNode] = {}
        self._tables: dict[Place, Assignment] = {}
        self._outlines: dict[Place, Outline] = {}
        self._bodies: list[FunctionInfo] = []
        self._pieces.opened(self)

    def text_lines(self) -> list[str]:
        """Its lines, each with its newline."""
        if self.lines is None:
            self._pieces.opened(self)
            self.lines = lines_of(read_text(self.path) or "\n")
        return self.lines

    def kept(self, node: FunctionNode) -> FunctionNode:
        """A function without its body, which this file holds for as long as it's looked at."""
        self._functions[node.lineno, node.col_offset] = node
        return copied(node, body=False)

    def kept_value(self, node: Assignment) -> Assignment:
        """An assignment without a large table that it has for its value."""
        if not isinstance(node.value, TABLES) or any(isinstance(t, ast.Name) and t.id in READ_TABLES for t in targets_of(node)):
            return copied(node)
        self._tables[node.lineno, node.col_offset] = node
        made = type(node).__new__(type(node))
        made.__dict__.update({name: getattr(node, name, None) for name in (*node._fields, *node._attributes)})
        made.value = ast.copy_location(ast.Constant(None), node.value)
        return copied(made)

    def full(self, node: FunctionNode) -> FunctionNode:
        """A function of the file with its body."""
        place = node.lineno, node.col_offset
        if place not in self._functions:
            self._functions[place] = self._pieces.body(self, place, lambda: self._read_again(node))
        return self._functions[place]

    def full_value(self, node: Assignment) -> Assignment:
        """An assignment with its value, as far as the file is being looked at."""
        return self._tables.get((node.lineno, node.col_offset), node)

    def read_value(self, node: Assignment) -> ast.expr | None:
        """The value of an assignment, read again where a large table was let go."""
        found = self.full_value(node)
        if found is not node or not (isinstance(node.value, ast.Constant) and node.value.value is None):
            return found.value
        try:
            tree = ast.parse("".join(self.text_lines()[node.lineno - 1:node.end_lineno]).strip())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        first = tree.body[0] if tree.body else None
        return first.value if isinstance(first, (ast.Assign, ast.AnnAssign)) else None

    def outline(self, node: FunctionNode) -> Outline:
        """What a function's body mentions; kept when the body is let go."""
        place = node.lineno, node.col_offset
        if place not in self._outlines:
            from flake8_torchstate.scopes import outline_of

            self._outlines[place] = outline_of(self.full(node))
        return self._outlines[place]

    def _read_again(self, node: FunctionNode) -> FunctionNode:
        lines = self.text_lines()[node.lineno - 1:node.end_lineno]
        start = "\n" * (node.lineno - 2) + "if True:\n" if node.col_offset else "\n" * (node.lineno - 1)  # its lines keep their numbers
        try:
            tree = ast.parse(start + "".join(lines))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return node  # the file has changed since it was indexed: nothing is known of the function
        if not tree.body:
            return node
        outer: ast.stmt = tree.body[0]
        inner = outer.body[0] if isinstance(outer, ast.If) else outer
        return inner if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) else node

    def join(self, pieces: PieceCache) -> None:
        """Share a cache with other files."""
        self._pieces = pieces
        pieces.opened(self)

    def lend(self, other: Source) -> None:
        """Take the text and tree of another reading of the same text, for as long as it's looked at."""
        self.lines, self.tree = other.lines, other.tree
        self._pieces.opened(self)
        for node in statements(self.tree.body):
            self._lend(node)

    def _lend(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._functions[node.lineno, node.col_offset] = node
        elif isinstance(node, ast.ClassDef):
            for inner in statements(node.body):
                self._lend(inner)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            self.kept_value(node)

    def settle(self) -> None:
        """Let go of the text and of all bodies."""
        self.lines, self.tree = None, NO_TREE
        self._functions.clear()
        self._tables.clear()
        for function in self._bodies:
            function.settle()
        self._bodies.clear()

    def has_body(self, function: FunctionInfo) -> None:
        """Note a function whose body's names were asked for."""
        self._bodies.append(function)

    @classmethod
    def from_text(cls, text: str, path: str = "stdin") -> Source:
        """Parse a text.  Raises SyntaxError, or ValueError for a NUL byte, as `ast.parse` does."""
        text = text.removeprefix("\ufeff")
        return cls(path, lines_of(text), ast.parse(text))

    def piece(self, node: ast.stmt) -> Piece:
        """The libcst of one statement of this file (without a function's decorators).

        Raises NotReadable where libcst can't parse it.
        """
        key = (self.path, node.lineno, node.col_offset)
        found = self._pieces.get(key)
        if found is None or found.source is not self:
            found = self._parse(node)
            self._pieces.parsed += 1
            self._pieces.put(key, found)
        return found

    def _parse(self, node: ast.stmt) -> Piece:
        import libcst as cst

        first, last = node.lineno, node.end_lineno or node.lineno
        lines = self.text_lines()[first - 1:last]
        if not lines:
            raise NotReadable(f"{self.path} has changed while it was looked at")
        indent = character_column(lines[0], node.col_offset)
        simple = not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        wrapped = bool(indent) and not simple
        if simple:
            end = character_column(lines[-1], node.end_col_offset or 0)
            lines[-1] = lines[-1][:end] + "\n"
            lines[0] = lines[0][indent:]
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


def copied(node: N, body: bool = True) -> N:
    """Another node of the same kind all through, without its body if that is asked for.

    Plugins hang attributes of their own on the nodes of flake8's tree, such as their parents: a node of it that is kept
    would keep the whole tree.
    """
    kind = type(node)
    made = kind.__new__(kind)
    fields, theirs = made.__dict__, node.__dict__
    for name in kind._fields:
        value = theirs.get(name)
        if type(value) is list:
            fields[name] = [] if name == "body" and not body else [copied(v) if isinstance(v, ast.AST) else v for v in value]
        elif isinstance(value, ast.AST) and not isinstance(value, BARE):
            fields[name] = copied(value)
        else:
            fields[name] = value
    for name in kind._attributes:
        fields[name] = theirs.get(name)
    return made


def targets_of(node: Assignment) -> list[ast.expr]:
    """The targets of an assignment, annotated or not."""
    return node.targets if isinstance(node, ast.Assign) else [node.target]


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
SIMPLE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.Expr, ast.AnnAssign, ast.Import, ast.ImportFrom,
          ast.Return, ast.AugAssign, ast.Raise, ast.Pass, ast.Assert, ast.Delete)
"""Statements without statements in them, and those whose own are another scope's."""


def read_text(path: str) -> str | None:
    """A file's text with plain newlines, in the encoding that it declares; None where it can't be read."""
    try:
        with tokenize.open(path) as stream:
            return stream.read()
    except (OSError, SyntaxError, UnicodeDecodeError, LookupError):
        return None


def lines_of(text: str) -> list[str]:
    """The lines of a text as Python counts them, each with a plain newline."""
    return io.StringIO(text, newline=None).readlines()


def character_column(line: str, byte_column: int) -> int:
    """The column in characters of ast's column in UTF-8 bytes."""
    if line.isascii():
        return byte_column
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore"))
