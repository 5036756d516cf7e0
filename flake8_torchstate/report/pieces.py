"""One statement of a file as libcst reads it, and the places in it at which something happens.

Positions are computed for a piece only when something in it is reported.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst

    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.code.scopes import FunctionInfo
    from flake8_torchstate.code.source import Source


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
        from flake8_torchstate.report.plaintext import bare_text

        return bare_text(self.piece.module, node)

    @property
    def file(self) -> Source | None:
        """The file that it stands in."""
        return self.piece.source if self.piece is not None else self.source
