"""Where the interpreter stands: frames of local names, the path through the branches, the statement that runs.

The parts that walk syntax (`evaluate.py`, `calls.py`, `interpret.py`) build on it; it walks none itself.
"""
from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flake8_torchstate.model import values
from flake8_torchstate.model.guards import Path, consistent, remainders
from flake8_torchstate.code.scopes import FunctionInfo, Reference, Scope
from flake8_torchstate.report.pieces import Site
from flake8_torchstate.model.values import Option, Unknown, Value

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.model.state import ModuleState

MOST_DEPTH = 12
MOST_STEPS = 20_000


class TooMuch(Exception):
    """The work for one class went over its bound; the text says so."""


@dataclass(eq=False)
class Frame:
    """One call: its local names, the scope that its code stands in, and what it returned so far."""

    scope: Scope
    owner: ClassInfo | None = None
    function: FunctionInfo | None = None
    outer: Frame | None = None
    names: dict[str, list[Option]] = field(default_factory=dict)
    returned: list[Option] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)
    statement: ast.stmt | None = None
    no_grad: bool = False

    @property
    def at(self) -> ast.stmt | None:
        """The statement that runs, or the function where none does yet."""
        return self.statement or (self.function.node if self.function is not None else None)

    def find(self, name: str) -> Frame | None:
        """The frame, this one or an outer one, that binds a name."""
        frame: Frame | None = self
        while frame is not None and name not in frame.names:
            frame = frame.outer
        return frame


class Machine:
    """The interpreter's place and memory while one class is constructed."""

    def __init__(self, state: ModuleState, self_value: values.SelfValue) -> None:
        self.state = state
        self.self_value = self_value
        self.frames: list[Frame] = []
        self.path: Path | None = Path()
        self.steps = 0
        self.most = MOST_STEPS
        self.globals: dict[tuple[Hashable, str], Value] = {}
        self.header = Site(state.cls.source, None, state.cls)
        self.used: set[Value] = set()
        self.stored: set[Value] = set()

    @property
    def frame(self) -> Frame:
        """The call that runs now."""
        return self.frames[-1]

    @property
    def here(self) -> Path:
        """The path that runs now; only read while some path runs."""
        return self.path if self.path is not None else Path()

    @property
    def site(self) -> Site:
        """The statement that runs now; the `class` line where none does yet."""
        if not self.frames:
            return self.header
        frame = self.frame
        return Site(frame.scope.source, frame.at, frame.owner, function=frame.function)

    @property
    def blame(self) -> Site:
        """The innermost statement of the class under analysis itself (or of plain functions) that is running."""
        cls = self.state.cls
        for frame in reversed(self.frames):
            if frame.owner is cls and frame.statement is not None:
                return Site(frame.scope.source, frame.statement, frame.owner, function=frame.function)
        return self.site

    def count(self) -> None:
        """One more step of work."""
        self.steps += 1
        if self.steps > self.most:
            raise TooMuch(f"its construction takes more than {self.most} steps to follow")

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[None]:
        """Run inside a frame."""
        self.frames.append(frame)
        try:
            yield
        finally:
            self.frames.pop()

    @contextmanager
    def along(self, path: Path | None) -> Iterator[None]:
        """Run on another path, then go back to this one."""
        before, self.path = self.path, path
        try:
            yield
        finally:
            self.path = before

    def bind(self, name: str, value: Value, frame: Frame | None = None) -> None:
        """Give a local name a value on the present path."""
        frame = frame or self.frame
        path = self.here
        kept = [Option(g, o.value) for o in frame.names.get(name, ()) for g in remainders(o.guard, path)]
        frame.names[name] = [*kept[-values.MOST_OPTIONS:], Option(path.guard, value)]

    def unbind(self, name: str) -> None:
        """`del name`."""
        self.frame.names.pop(name, None)

    def local(self, name: str) -> Value | None:
        """What a local name (of this frame or an outer one) holds on the present path, or None if it isn't local."""
        frame = self.frame.find(name)
        if frame is None:
            return None
        found: list[Option] = []
        for option in frame.names[name]:
            if self.here.meets(option.guard):
                found += self.narrowed(Option(option.guard - self.here.guard, option.value))
        return values.choose(found) if found else Unknown()

    def narrowed(self, option: Option) -> list[Option]:
        """The options behind one, less those that the present path rules out; what the path says is dropped."""
        guard = self.here.guard
        return [
            Option((option.guard | inner.guard) - guard, inner.value)
            for inner in values.options(option.value)
            if consistent(inner.guard, option.guard) and self.here.meets(inner.guard)
        ]

    def reference(self, name: str) -> Reference:
        """What a name that isn't local stands for in the file."""
        return self.frame.scope.lookup(name)
