"""A file's text in its top-level statements, and on which of them the findings of a class in one of them hang.

What a class's findings hang on in its own file is told by words, and so by too much and never too little: every
statement that is no plain definition, the definitions whose names it mentions, those that these mention, and the
classes that may derive from it.
"""
from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flake8_torchstate.code.source import FUNCTIONS, parsed, walk

WORD = re.compile(r"\w+")
EVERYWHERE = "optim"
"""A definition that speaks of it counts for each class: whether there is an optimizer is asked of the whole file."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What a top-level statement says; one and the same object for one text.

    plain: it is a definition, and binds nothing else; bound: the names that it may bind in the module; words: the
    identifiers in it, and those in its texts; classes: the names of the class statements in it; derived: the words of
    their headers.
    """

    plain: bool
    bound: frozenset[str]
    words: frozenset[str]
    classes: frozenset[str]
    derived: frozenset[str]
    everywhere: bool


def facts_of(node: ast.stmt, text: str) -> Facts:
    """What a top-level statement says."""
    bound: set[str] = set()
    words: set[str] = set()
    classes: set[str] = set()
    derived: set[str] = set()
    plain = isinstance(node, (*FUNCTIONS, ast.ClassDef))
    documentation: set[ast.expr] = set()
    for part in walk(node):
        if part in documentation:
            continue
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            documentation.add(part.value)  # a text that is no value mentions nothing
        elif isinstance(part, ast.ClassDef):
            classes.add(part.name)
            headers = (*part.bases, *(keyword.value for keyword in part.keywords), *part.decorator_list)
            derived.update(word for header in headers for inner in walk(header) for word in words_of(inner))
        elif isinstance(part, ast.Global):
            plain = False
        words.update(words_of(part))
        bound.update(names_bound(part))
    if plain:
        bound = {getattr(node, "name")}
    return Facts(plain, frozenset(bound), frozenset(words), frozenset(classes), frozenset(derived),
                 not plain or EVERYWHERE in text)


def words_of(node: ast.AST) -> Iterator[str]:
    """The words in a node's own fields."""
    for name in node._fields:
        value = getattr(node, name, None)
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str):
                yield from WORD.findall(text)


def names_bound(node: ast.AST) -> Iterator[str]:
    """The names that a node may bind, in whichever scope."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Global):
        yield from node.names


@dataclass(frozen=True)
class Section:
    """A top-level statement, with its first and last line; those of its decorators count."""

    node: ast.stmt
    first: int
    last: int
    facts: Facts


Key = tuple[int, tuple[Facts, ...]]
"""What the findings of a section's classes hang on: all sections that count, in order, and which of them it is."""


class Sections:
    """A text in its sections.  Raises what `ast.parse` raises where Python can't parse it.

    before: the version before, whose nodes stand for the lines that are the same in both.
    """

    def __init__(self, lines: Sequence[str], before: Sections | None = None) -> None:
        self.lines = lines
        self.tree = tree_of(lines, before)
        known = before.known if before is not None else {}
        self.known: dict[str, Facts] = {}
        self.found = [self._section(node, known) for node in self.tree.body]
        self._starts = [section.first for section in self.found]
        self._by_name = index((section.facts.bound for section in self.found))
        self._derived = index(
            section.facts.derived | section.facts.classes if section.facts.plain else section.facts.words
            for section in self.found)
        self._everywhere = {number for number, section in enumerate(self.found) if section.facts.everywhere}
        self._edges: dict[int, list[int]] = {}

    def _section(self, node: ast.stmt, known: Mapping[str, Facts]) -> Section:
        first, last = first_line(node), node.end_lineno or node.lineno
        text = "".join(self.lines[first - 1:last])
        facts = self.known.get(text) or known.get(text) or facts_of(node, text)
        self.known[text] = facts
        return Section(node, first, last, facts)

    def at(self, line: int) -> int | None:
        """The number of the section that stands on a line."""
        number = bisect_right(self._starts, line) - 1
        return number if number >= 0 and line <= self.found[number].last else None

    def closure(self, number: int) -> list[int]:
        """The sections that the findings of one section's classes hang on, in their order."""
        waiting = [number, *self._heirs(number)]
        followed: set[int] = set()
        while waiting:
            here = waiting.pop()
            if here not in followed:
                followed.add(here)
                waiting += self._mentioned(here)
        return sorted(self._everywhere | followed)

    def key(self, number: int, closure: Sequence[int]) -> Key:
        """The key of a section by its closure."""
        return closure.index(number), tuple(self.found[i].facts for i in closure)

    def _mentioned(self, number: int) -> list[int]:
        """The sections that bind a name which a section mentions."""
        if number not in self._edges:
            names = self.found[number].facts.words & self._by_name.keys()
            self._edges[number] = [i for name in names for i in self._by_name[name]]
        return self._edges[number]

    def _heirs(self, number: int) -> list[int]:
        """The definitions with classes that may derive from one of a section's, by other names of these too."""
        names = [*self.found[number].facts.classes]
        seen: set[int] = {number}
        for name in names:
            for other in self._derived.get(name, ()):
                if other not in seen:
                    seen.add(other)
                    facts = self.found[other].facts
                    names += [new for new in facts.bound | facts.classes if new not in names]
        return [i for i in seen if self.found[i].facts.plain]


def index(words: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Where each word stands."""
    found: dict[str, list[int]] = {}
    for number, those in enumerate(words):
        for word in those:
            found.setdefault(word, []).append(number)
    return found


def first_line(node: ast.stmt) -> int:
    """The first line of a statement with its decorators."""
    decorators = node.decorator_list if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


# --- parsing


def tree_of(lines: Sequence[str], before: Sections | None) -> ast.Module:
    """Python's own ast of a text; only the statements around what is new are parsed, where no line has moved."""
    if before is not None and len(lines) == len(before.lines):
        tree = spliced(lines, before)
        if tree is not None:
            return tree
    return ast.parse("".join(lines))


def spliced(lines: Sequence[str], before: Sections) -> ast.Module | None:
    """The tree of the version before with the changed lines parsed anew; None where they can't stand alone."""
    changed = [number for number, (old, new) in enumerate(zip(before.lines, lines), 1) if old != new]
    if not changed:
        return before.tree
    kept = [s for s in before.found if s.last < changed[0]]
    after = [s for s in before.found if s.first > changed[-1]]
    between = before.found[len(kept):len(before.found) - len(after)]
    start = max((s.last for s in kept), default=0)
    end = min((s.first for s in after), default=len(lines) + 1) - 1
    if any(s.first <= start or s.last > end for s in between) or start and lines[start - 1].rstrip("\n").endswith("\\"):
        return None
    new = parsed("\n" * start + "".join(lines[start:end]))
    if new is None:
        return None  # the whole may be sound: a text over several lines may have begun
    return ast.Module([*(s.node for s in kept), *new.body, *(s.node for s in after)], type_ignores=[])
