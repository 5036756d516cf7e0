"""One file's text: its lines, flake8's ast, and where its statements stand.

They are read again from there when the tree is gone.
"""
from __future__ import annotations

import ast
import io
import os
from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar, Union, cast

from flake8_torchstate.code.disk import read_text

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]
Assignment = Union[ast.Assign, ast.AnnAssign]
Place = tuple[int, int]
MOST_STATEMENTS = 250
NO_TREE = ast.Module([], [])
N = TypeVar("N", bound=ast.AST)
S = TypeVar("S", bound=ast.stmt)
S_co = TypeVar("S_co", bound=ast.stmt, covariant=True)
K = TypeVar("K")
V = TypeVar("V")


class Settles(Protocol):
    """What holds nodes of a file that are let go with its text."""

    def settle(self) -> None:
        """Let go of them."""


class Kept(Generic[S_co]):
    """Where a function or an assignment of a file stands: it is read again from there when the file's tree is gone.

    `first` is the line of a function's first decorator; `name` is empty for an assignment.
    """

    __slots__ = ("source", "name", "first", "lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, source: Source, node: ast.stmt, name: str, first: int, last: int) -> None:
        self.source = source
        self.name = name
        self.first = first
        self.lineno = node.lineno
        self.col_offset = node.col_offset
        self.end_lineno = last
        self.end_col_offset = node.end_col_offset or 0

    @property
    def is_function(self) -> bool:
        """Whether it is a function, and not an assignment."""
        return bool(self.name)

    @property
    def text(self) -> str:
        """Its source, without decorators."""
        return "".join(self.source.text_lines()[self.lineno - 1:self.end_lineno])

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


class Shelf:
    """What the files of a project share: statements that were parsed last, and the files whose texts are in memory."""

    def __init__(self, statements: int = MOST_STATEMENTS) -> None:
        self.statements: Cache[Kept[Any], ast.stmt] = Cache(statements)
        self._opened: dict[Source, None] = {}

    def opened(self, source: Source) -> None:
        """Note a file whose text or nodes are in memory."""
        self._opened[source] = None

    def settle(self) -> None:
        """Let all texts and nodes go."""
        for source in self._opened:
            source.settle()
        self._opened.clear()


class Source:
    """The text of one file.  `lines` end in a plain newline; `tree` is Python's own ast of it.

    What is kept of a file beyond one look at it is where its statements stand; they and its text are read again from
    the disk when a constructor of another file reaches them.
    """

    def __init__(self, path: str, lines: list[str], tree: ast.Module, shelf: Shelf | None = None) -> None:
        self.path = path
        self.folder = os.path.abspath(os.path.dirname(path))
        self.lines: list[str] | None = lines
        self._text: str | None = None
        self.tree = tree
        self._shelf = shelf if shelf is not None else Shelf()
        self._nodes: dict[Place, ast.stmt] = {}
        self._bodies: list[Settles] = []
        self._made: list[ast.stmt] = []
        self.ends: dict[int, int] = {}  # the last lines of functions, by their first, while their bodies aren't parsed
        self.asked: dict[str, bool] = {}
        self._shelf.opened(self)

    def text_lines(self) -> list[str]:
        """Its lines, each with its newline."""
        if self.lines is None:
            self._shelf.opened(self)
            self.lines = lines_of(read_text(self.path) or "\n")
        return self.lines

    def whole_text(self) -> str:
        """All of its lines in one."""
        if self._text is None:
            self._text = "".join(self.text_lines())
        return self._text

    def mentions(self, *words: str) -> bool:
        """Whether some words stand anywhere in it: only a search, which may find too much.  `asked` keeps the answers.
        """
        text = self.whole_text()
        self.asked.update((word, word in text) for word in words if word not in self.asked)
        return any(self.asked[word] for word in words)

    def position(self, line: int, column: int) -> Place:
        """The line (1-based) and the column in characters (0-based) of a place that ast counts in UTF-8 bytes."""
        return line, character_column(self.text_lines()[line - 1], column)

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node, as it stands."""
        lines = self.text_lines()[node.lineno - 1:node.end_lineno]
        if not lines:
            return ""
        lines[-1] = lines[-1][:character_column(lines[-1], node.end_col_offset or 0)]
        lines[0] = lines[0][character_column(lines[0], node.col_offset):]
        return "".join(lines)

    def keep(self, node: S) -> Kept[S]:
        """Note where a function or an assignment of the tree stands."""
        last = self.ends.get(node.lineno)
        if last is None:
            self._nodes[node.lineno, node.col_offset] = node
            last = node.end_lineno or node.lineno
        if isinstance(node, FUNCTIONS):
            return Kept(self, node, node.name, min([node.lineno, *(each.lineno for each in node.decorator_list)]), last)
        return Kept(self, node, "", node.lineno, last)

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

    def _read_again(self, kept: Kept[S]) -> ast.stmt:
        lines = self.text_lines()[kept.first - 1:kept.end_lineno]
        start = "\n" * (kept.first - 1)  # its lines keep their numbers
        if kept.is_function:
            start = start[:-1] + "if True:\n" if kept.col_offset else start
        else:
            lines = alone(lines, kept)
        tree = parsed(start + "".join(lines))
        body = tree.body if tree is not None else []
        if body and isinstance(body[0], ast.If):
            body = body[0].body
        return body[0] if body and isinstance(body[0], FUNCTIONS if kept.is_function else ASSIGNMENTS) else gone(kept)

    def join(self, shelf: Shelf) -> None:
        """Share what was parsed with other files."""
        self._shelf = shelf
        shelf.opened(self)

    def lend(self, other: Source) -> None:
        """Take the text and tree of another reading of the same text, for as long as it's looked at."""
        self.lines, self.tree, self._text = other.lines, other.tree, None
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
        self.lines, self.tree, self._text = None, NO_TREE, None
        self._nodes.clear()
        self._made.clear()
        for function in self._bodies:
            function.settle()
        self._bodies.clear()

    def has_body(self, function: Settles) -> None:
        """Note a function whose body's names were asked for."""
        self._bodies.append(function)
        self._shelf.opened(self)

    def hold(self, node: S) -> S:
        """A statement that was made up for the file: it stays for as long as the file's own."""
        self._made.append(node)
        self._shelf.opened(self)
        return node

    @classmethod
    def from_text(cls, text: str, path: str = "stdin") -> Source:
        """Parse a text.  Raises SyntaxError, or ValueError for a NUL byte, as `ast.parse` does."""
        text = text.removeprefix("\ufeff")
        return cls(path, lines_of(text), ast.parse(text))


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
    """Another node of the same kind all through, without a body; the nodes may stand in each other to any depth.

    Plugins hang attributes of their own on the nodes of flake8's tree, such as their parents: a node of it that is kept
    would keep the whole tree.
    """
    made = shallow(node)
    todo: list[ast.AST] = [made]
    while todo:
        fields = todo.pop().__dict__
        for name, value in fields.items():
            if type(value) is list:
                fields[name] = [] if name == "body" else [shallow(v) if isinstance(v, ast.AST) else v for v in value]
                todo += [v for v in fields[name] if isinstance(v, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, BARE):
                fields[name] = shallow(value)
                todo.append(fields[name])
    return made


def shallow(node: N) -> N:
    """Another node of the same kind, which holds the same."""
    kind = type(node)
    made = kind.__new__(kind)
    theirs = node.__dict__
    made.__dict__.update({name: theirs.get(name) for name in (*kind._fields, *kind._attributes)})
    return made


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body and of the compound statements in it, not of functions and classes in it."""
    todo = body[::-1]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, SIMPLE):
            continue
        inner: list[ast.stmt] = []
        for name in ("body", "orelse", "finalbody"):
            inner += getattr(node, name, None) or ()
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            inner += part.body
        todo += inner[::-1]


def walk(root: ast.AST) -> list[ast.AST]:
    """A node and all below it, outer ones first; without `ctx` and operators."""
    nodes = [root]
    for node in nodes:
        for name in BELOW[type(node)]:
            value = getattr(node, name, None)
            if type(value) is list:
                nodes += filter(None, value)  # without a key of `{**other}`, a default that isn't there
            elif isinstance(value, ast.AST):  # that of a t-string holds its text too
                nodes.append(value)
    return nodes


def descended(root: ast.AST) -> tuple[list[ast.AST], dict[ast.AST, ast.AST]]:
    """A node and all below it, outer ones first and in their order, and the node that each stands in; without `ctx` and
    operators.
    """
    nodes = [root]
    parents: dict[ast.AST, ast.AST] = {}
    for node in nodes:
        for name in BELOW[type(node)]:
            value = getattr(node, name, None)
            for child in value if type(value) is list else (value,):
                if isinstance(child, ast.AST):
                    parents[child] = node
                    nodes.append(child)
    return nodes, parents


class Below(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node that hold nodes with code in them."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        """Those of a kind that wasn't met yet."""
        leaf = kind in (ast.Constant, ast.Global, ast.Nonlocal, ast.MatchSingleton)
        self[kind] = () if leaf else tuple(
            name for name in kind._fields if name not in WITHOUT_CODE or kind.__name__ == "TypeAlias")
        return self[kind]


BELOW = Below()
WITHOUT_CODE = frozenset("ctx op ops id attr arg name asname module level kind type_comment conversion simple rest "
                         "kwd_attrs is_async".split())
BARE = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
SEQUENCES = (ast.List, ast.Tuple, ast.Set)
SIMPLE = (*FUNCTIONS, ast.ClassDef, *ASSIGNMENTS, ast.Expr, ast.Import, ast.ImportFrom, ast.Return, ast.AugAssign,
          ast.Raise, ast.Pass, ast.Assert, ast.Delete)
"""Statements without statements in them, and those whose own are another scope's."""


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names that an import statement binds ("*" for a star) and their paths; a relative one keeps its dots."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            path = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or path, path
        return
    prefix = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            yield "*", prefix
        else:
            yield alias.asname or alias.name, f"{prefix}{alias.name}" if not node.module else f"{prefix}.{alias.name}"


def attached(target: ast.Tuple, call: ast.expr) -> Iterator[tuple[str, str]]:
    """The same of `__getattr__, … = lazy.attach(__name__, …, submod_attrs={"module": ["Name"]})`."""
    if isinstance(call, ast.Call) and any(isinstance(e, ast.Name) and e.id == "__getattr__" for e in target.elts):
        for table in (*call.args, *(keyword.value for keyword in call.keywords)):
            for module, names in listed(table):
                yield from ((name, f".{module}.{name}") for name in names)


def listed(table: ast.expr | None) -> Iterator[tuple[str, list[str]]]:
    """The rows of a dict of `"module": ["Name", …]`."""
    for key, value in zip(table.keys, table.values) if isinstance(table, ast.Dict) else ():
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and isinstance(value, SEQUENCES):
            yield key.value, [e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]


def parsed(text: str | bytes) -> ast.Module | None:
    """The ast of a text; None where it has none."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def lines_of(text: str) -> list[str]:
    """The lines of a text as Python counts them, each with a plain newline."""
    return io.StringIO(text, newline=None).readlines()


def character_column(line: str, byte_column: int) -> int:
    """The column in characters of ast's column in UTF-8 bytes."""
    if line.isascii():
        return byte_column
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore"))
