"""One file's text: its lines, flake8's ast, and libcst for one statement at a time.

libcst is imported when the first piece is parsed and not before; positions are computed for a piece only when
something in it is reported.
"""
from __future__ import annotations

import ast
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst

    from flake8_torchstate.classes import ClassInfo
    from flake8_torchstate.scopes import FunctionInfo, Outline


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
    """The pieces that were parsed last, by file and place."""

    def __init__(self, most: int = 400) -> None:
        self._most = most
        self._kept: dict[tuple[str, int, int], Piece] = {}

    def get(self, key: tuple[str, int, int]) -> Piece | None:
        """A piece that is still there."""
        return self._kept.get(key)

    def put(self, key: tuple[str, int, int], piece: Piece) -> None:
        """Keep a piece, and let the oldest go."""
        self._kept[key] = piece
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]


class Source:
    """The text of one file.  `lines` end in a plain newline; `tree` is Python's own ast of it."""

    def __init__(self, path: str, lines: list[str], tree: ast.Module, pieces: PieceCache | None = None) -> None:
        self.path = path
        self.lines = lines
        self.tree = tree
        self._pieces = pieces if pieces is not None else PieceCache()

    def text_lines(self) -> list[str]:
        """Its lines."""
        return self.lines

    def full(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.FunctionDef | ast.AsyncFunctionDef:
        """A function of the file with its body."""
        return node

    def outline(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Outline:
        """What a function's body mentions."""
        from flake8_torchstate.scopes import outline_of

        return outline_of(node)

    @classmethod
    def from_text(cls, text: str, path: str = "stdin") -> Source:
        """Parse a text.  Raises SyntaxError, or ValueError for a NUL byte, as `ast.parse` does."""
        text = text.removeprefix("\ufeff")
        return cls(path, io.StringIO(text, newline=None).readlines(), ast.parse(text))

    def piece(self, node: ast.stmt) -> Piece:
        """The libcst of one statement of this file (without a function's decorators).

        Raises NotReadable where libcst can't parse it.
        """
        key = (self.path, node.lineno, node.col_offset)
        found = self._pieces.get(key)
        if found is None or found.source is not self:
            found = self._parse(node)
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


def character_column(line: str, byte_column: int) -> int:
    """The column in characters of ast's column in UTF-8 bytes."""
    if line.isascii():
        return byte_column
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore"))
