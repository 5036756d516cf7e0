"""Where something happens: a statement of a file, and the class and function whose code it is."""
from __future__ import annotations

import ast
import weakref
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.code.scopes import FunctionInfo
    from flake8_torchstate.code.source import Source

N = TypeVar("N", bound=ast.AST)


class Lent(Generic[N]):
    """A field for a node of a file's tree, None once the file is left and its tree is gone.

    What is kept of a class for other files' classes must not keep the tree: a linter hangs each node's parent on it,
    so that any one of them would keep the whole.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_{name}"

    @overload
    def __get__(self, instance: None, owner: type) -> None: ...

    @overload
    def __get__(self, instance: object, owner: type) -> N | None: ...

    def __get__(self, instance: Any, owner: type) -> N | None:
        lent = instance.__dict__[self.name] if instance is not None else None
        return lent() if lent is not None else None

    def __set__(self, instance: Any, node: N | None) -> None:
        instance.__dict__[self.name] = weakref.ref(node) if node is not None else None


class Site:
    """The statement at which something happens, and the class and function whose code it is (None: a plain function's).

    `place` is its line and column where there is no statement, as of a `class` line.
    """

    node: Lent[ast.stmt] = Lent()

    def __init__(self, file: Source, node: ast.stmt | None, owner: ClassInfo | None = None,
                 place: tuple[int, int] = (1, 0), function: FunctionInfo | None = None) -> None:
        self.file = file
        self.node = node
        self.owner = owner
        self.place = place
        self.function = function
        self._at = (node.lineno, node.col_offset) if node is not None else None

    def position(self) -> tuple[int, int]:
        """Line (1-based) and column (0-based, in characters)."""
        return self.file.position(*self._at) if self._at is not None else self.place

    def end(self) -> tuple[int, int] | None:
        """Where the statement ends; None for a definition or a block."""
        node = self.node
        if node is None or hasattr(node, "body") or node.end_lineno is None or node.end_col_offset is None:
            return None
        return self.file.position(node.end_lineno, node.end_col_offset)
