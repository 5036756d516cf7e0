"""Where something happens: a statement of a file, and the class and function whose code it is."""
from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.code.scopes import FunctionInfo
    from flake8_torchstate.code.source import Source


@dataclass(frozen=True, eq=False)
class Site:
    """The statement at which something happens, and the class and function whose code it is (None: a plain function's).

    `place` is its line and column where there is no statement, as of a `class` line.
    """

    file: Source
    node: ast.stmt | None = field(repr=False)
    owner: ClassInfo | None = None
    place: tuple[int, int] = (1, 0)
    function: FunctionInfo | None = None

    def position(self) -> tuple[int, int]:
        """Line (1-based) and column (0-based, in characters)."""
        if self.node is None:
            return self.place
        return self.file.position(self.node.lineno, self.node.col_offset)

    def end(self) -> tuple[int, int] | None:
        """Where the statement ends; None for a definition or a block."""
        node = self.node
        if node is None or hasattr(node, "body") or node.end_lineno is None or node.end_col_offset is None:
            return None
        return self.file.position(node.end_lineno, node.end_col_offset)
