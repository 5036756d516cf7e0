"""Where the interpreter stands: frames of local names, the path through the branches, the statement that runs.

What expressions, statements and calls do is not known here: a `Language` says it, so that the parts that walk syntax
build on the machine and not on each other.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import FunctionInfo, Reference, Scope
from flake8_torchstate.config import Config
from flake8_torchstate.model import values
from flake8_torchstate.model.guards import ALWAYS, Literal, Path, consistent, remainders
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import (
    Choice,
    Container,
    Module,
    Option,
    Parameter,
    Plain,
    SelfValue,
    Unknown,
    Value,
)
from flake8_torchstate.run.limits import MOST_STEPS


class TooMuch(Exception):
    """The work for one class went over its bound; the text says so."""


class Summaries(Protocol):
    """What is known of the classes that aren't the one under construction."""

    @property
    def config(self) -> Config:
        """The options."""

    def remember(
        self, machine: Machine, method: FunctionInfo, arguments: Arguments | None, run: Callable[[], object]
    ) -> None:
        """Run a constructor of the tree, or leave again what it left for another class that is like this one."""

    def keeps_state(self, info: ClassInfo) -> bool | None:
        """Whether an instance of a Module class holds parameters or buffers; None where that isn't known."""

    def is_inert(self, info: ClassInfo, given: Arguments | None) -> bool:
        """Whether an instance of a Module class certainly holds nothing and does the same under train() and eval(): of
        one that is given constants alone, what its constructor makes of these.
        """

    def members(self, info: ClassInfo) -> dict[str, Value]:
        """What the constructor of a class that is no Module leaves on its instance."""

    def makes_parameters(self, info: ClassInfo) -> bool:
        """Whether a Module class's constructor certainly makes parameters that it isn't given."""

    def member(self, info: ClassInfo, name: str) -> Value | None:
        """What an instance of a Module class certainly holds under a name."""


@dataclass
class Arguments:
    """The evaluated arguments of a call; `starred` are `*` items that aren't known one by one."""

    call: ast.Call | None = None
    positional: list[Value] = field(default_factory=list)
    nodes: list[ast.expr] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    starred: list[Value] = field(default_factory=list)
    open: bool = False

    def take_keywords(self, value: Value) -> None:
        """`**value`."""
        if isinstance(value, Container) and value.exact:
            for entry in value.entries:
                key = values.constant(entry.key) if entry.key is not None else None
                if isinstance(key, str):
                    self.keywords.setdefault(key, entry.value)
        else:
            self.open = True
            self.starred.append(value)

    def get(self, index: int, name: str) -> Value | None:
        """The argument at a position or under a keyword."""
        if index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(name)

    def node(self, index: int, name: str) -> ast.expr | None:
        """The expression of that argument."""
        if self.call is None:
            return None
        for keyword in self.call.keywords:
            if keyword.arg == name:
                return keyword.value
        return self.nodes[index] if index < len(self.nodes) else None

    def everything(self) -> list[Value]:
        """All values that go in."""
        return [*self.positional, *self.keywords.values(), *self.starred]

    def constants(self) -> Arguments | None:
        """The same without their expressions, where all of them are constants."""
        if self.open or not all(map(values.fixed, self.everything())):
            return None
        return Arguments(None, self.positional, [], self.keywords, self.starred)

    def text(self) -> Hashable:
        """The keys of all arguments, for telling the same call again."""
        return values.key_of(*(v.key for v in self.everything()))


class Language(NamedTuple):
    """What each kind of expression and statement does, and what calling a value gives."""

    expressions: Mapping[type[ast.expr], Callable[[Machine, Any], Value]]
    statements: Mapping[type[ast.stmt], Callable[[Machine, Any], None]]
    call: Callable[[Machine, Value, Arguments], Value]


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

    def site(self, function: FunctionInfo | None) -> Site:
        """The statement that runs, as one of a function."""
        return Site(self.scope.source, self.at, self.owner, function=function)

    def find(self, name: str) -> Frame | None:
        """The frame, this one or an outer one, that binds a name."""
        frame: Frame | None = self
        while frame is not None and name not in frame.names:
            frame = frame.outer
        return frame


LEAVING = ("return", "raise", "break", "continue")


@dataclass
class Flow:
    """The way through the code: the path that runs (None: none does), and the paths that have left it, each with how.

    trying: how many `try` with handlers it is in; loops: how many loops; unrolling: each round of all of these is
    known; marks: of each loop, the moment at which it began and the values that it goes over.
    """

    path: Path | None = field(default_factory=Path)
    gone: list[tuple[Path, str]] = field(default_factory=list)
    trying: int = 0
    loops: int = 0
    unrolling: bool = True
    marks: list[tuple[Hashable, set[Value]]] = field(default_factory=list)

    def leave(self, how: str) -> None:
        """This path ends here: by return, raise, break or continue."""
        if self.path is not None:
            self.gone.append((self.path, how))
        self.path = None

    def less(self, path: Path | None, since: int, hows: Sequence[str] = LEAVING) -> Path | None:
        """A path without what has left it since a moment."""
        for gone, how in self.gone[since:]:
            if path is not None and how in hows:
                path = path.without(gone)
        return path

    def from_before_loop(self, value: Value) -> bool:
        """Whether a module was made before the loop that runs, and isn't what the loop goes over."""
        if not self.marks or self.unrolling:
            return False
        mark, elements = self.marks[-1]
        return is_older(value, mark) and value not in elements


class Along:
    """Another path for the time of a block.  A generator would take twice the time, tens of thousands of times a file.
    """

    __slots__ = ("flow", "path")

    def __init__(self, flow: Flow, path: Path | None) -> None:
        self.flow = flow
        self.path = path

    def __enter__(self) -> None:
        self.flow.path, self.path = self.path, self.flow.path

    def __exit__(self, *_: object) -> None:
        self.flow.path = self.path


class Entered:
    """A frame for the time of a block."""

    __slots__ = ("frames", "frame")

    def __init__(self, frames: list[Frame], frame: Frame) -> None:
        self.frames = frames
        self.frame = frame

    def __enter__(self) -> None:
        self.frames.append(self.frame)

    def __exit__(self, *_: object) -> None:
        self.frames.pop()


@dataclass
class Traces:
    """What has happened to values: those that went into an operation, those that something holds, the Parameters and
    Modules that were made outside of construction, what each of them was given, and the functions that ran.
    """

    used: set[Value] = field(default_factory=set)
    stored: set[Value] = field(default_factory=set)
    made: list[Value] = field(default_factory=list)
    given: dict[Value, list[Value]] = field(default_factory=dict)
    ran: set[FunctionInfo] = field(default_factory=set)


class Machine:
    """The interpreter's place and memory while one class is constructed."""

    def __init__(self, language: Language, world: Summaries, state: ModuleState) -> None:
        self.language = language
        self.world = world
        self.state = state
        self.self_value = SelfValue()
        self.frames: list[Frame] = []
        self.flow = Flow()
        self.traces = Traces()
        self.within_forward = False
        self.steps = 0
        self.most = MOST_STEPS
        self.globals: dict[tuple[Hashable, str], Value] = {}
        self.header = Site(state.cls.source, None, state.cls)

    # --- what runs

    def value(self, node: ast.expr | None) -> Value:
        """The value of an expression; Unknown where there is none or it isn't understood."""
        if node is None:
            return Unknown()
        self.count()
        evaluate = self.language.expressions.get(type(node))
        return evaluate(self, node) if evaluate is not None else Unknown()

    def run_body(self, body: Sequence[ast.stmt]) -> None:
        """Run the statements of a block for as long as a path goes on."""
        for statement in body:
            if self.flow.path is None:
                return
            self.count()
            self.frame.statement = statement
            run = self.language.statements.get(type(statement))
            if run is not None:
                run(self, statement)

    def run_on(self, path: Path | None, body: Sequence[ast.stmt]) -> Path | None:
        """Run a block on a path, and give the path on which it ends."""
        before, self.flow.path = self.flow.path, path
        if path is not None:
            self.run_body(body)
        ended, self.flow.path = self.flow.path, before
        return ended

    def call(self, function: Value, arguments: Arguments) -> Value:
        """What calling a value gives."""
        return self.language.call(self, function, arguments)

    def count(self) -> None:
        """One more step of work."""
        self.steps += 1
        if self.steps > self.most:
            raise TooMuch(f"its construction takes more than {self.most} steps to follow")

    # --- where it stands

    @property
    def frame(self) -> Frame:
        """The call that runs now."""
        return self.frames[-1]

    @property
    def statement(self) -> ast.stmt | None:
        """The statement that runs now; none where no function does."""
        return self.frames[-1].statement if self.frames else None

    @property
    def here(self) -> Path:
        """The path that runs now; only read while some path runs."""
        return self.flow.path if self.flow.path is not None else Path()

    @property
    def site(self) -> Site:
        """The statement that runs now; the `class` line where none does yet."""
        return self.frame.site(self.frame.function) if self.frames else self.header

    @property
    def blame(self) -> Site:
        """The innermost statement of the class under analysis itself (or of plain functions) that is running."""
        cls = self.state.cls
        for frame in reversed(self.frames):
            if frame.owner is cls and frame.statement is not None:
                return frame.site(frame.function)
        return self.site

    def entered(self, frame: Frame) -> Entered:
        """Run inside a frame."""
        return Entered(self.frames, frame)

    def along(self, path: Path | None) -> Along:
        """Run on another path, then go back to this one."""
        return Along(self.flow, path)

    # --- local names

    def bind(self, name: str, value: Value, frame: Frame | None = None) -> None:
        """Give a local name a value on the present path."""
        frame = frame or self.frame
        path = self.here
        if not path.guard and not path.excluded:
            frame.names[name] = [Option(ALWAYS, value)]
            return
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
        options = frame.names[name]
        path = self.here
        if len(options) == 1 and not isinstance(options[0].value, Choice):
            return options[0].value if path.meets(options[0].guard) else Unknown()
        found: list[Option] = []
        for option in options:
            if path.meets(option.guard):
                found += self.narrowed(Option(option.guard - path.guard, option.value))
        return values.choose(found) if found else Unknown()

    def narrowed(self, option: Option) -> list[Option]:
        """The options behind one, less those that the present path rules out; what the path says is dropped."""
        if not isinstance(option.value, Choice):
            return [option] if option.guard.isdisjoint(self.here.guard) else [
                Option(option.guard - self.here.guard, option.value)]
        here = self.here
        return [
            Option((option.guard | inner.guard) - here.guard, inner.value)
            for inner in option.value.options
            if consistent(inner.guard, option.guard) and here.meets(inner.guard)
        ]

    def reference(self, name: str) -> Reference:
        """What a name that isn't local stands for in the file."""
        return self.frame.scope.lookup(name)

    def attribute_name(self, node: ast.Attribute) -> str:
        """The name of an attribute, as Python changes it where it's private to the class around it."""
        owner = self.frame.owner
        return node.attr if owner is None else owner.private(node.attr)

    # --- values

    def relative(self, found: Iterable[Option]) -> Value:
        """One value of options whose guards are taken relative to the present path."""
        return values.choose(Option(o.guard - self.here.guard, o.value) for o in found)

    def each(self, value: Value, function: Callable[[Value], Value]) -> Value:
        """Apply a function to each possible value, on the path on which it is the one."""
        if not isinstance(value, Choice):
            return function(value)
        found: list[Option] = []
        for option in value.options:
            inside = self.here.entering(option.guard)
            if inside is not None:
                with self.along(inside):
                    found.append(Option(option.guard, function(option.value)))
        return values.choose(found) if found else Unknown()

    def use(self, *operands: Value) -> None:
        """Note that values went into an operation."""
        for operand in operands:
            if not isinstance(operand, Plain):
                self.traces.used.update(values.within(operand, 3))

    def stored(self, *kept: Value) -> None:
        """Note that something holds values, and what is inside of them."""
        for value in kept:
            if not isinstance(value, Plain):
                self.traces.stored.update(values.within(value))

    def created(self, value: Value, arguments: Arguments | None = None) -> None:
        """Note a Parameter or Module that is made outside of construction, and what it was given."""
        if not self.state.constructing:
            self.traces.made.append(value)
            self.traces.given[value] = arguments.everything() if arguments is not None else []


def is_older(value: Value, mark: Any) -> bool:
    """Whether a Module or Parameter was made before a moment."""
    return isinstance(value, (Module, Parameter)) and isinstance(value.key, int) and value.key < mark


def is_of_round(part: Hashable, mark: Hashable, elements: set[Hashable]) -> bool:
    """Whether a condition, or the key of a value, speaks of what a loop goes over, or of a value that is newer."""
    if isinstance(part, Literal):
        return is_of_round(part.subject, mark, elements) or is_of_round(part.constant, mark, elements)
    if type(part) is int and isinstance(mark, int):
        return part > mark or part in elements
    return part in elements or isinstance(part, (tuple, frozenset)) and any(
        is_of_round(each, mark, elements) for each in part)
