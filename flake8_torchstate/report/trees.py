"""The libcst tree of one function, class or statement, and which of its nodes a node of Python's own ast stands for.

A whole file is never parsed: with the positions of its nodes that takes libcst seconds for a thousand lines.
"""
from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate

import libcst as cst
from libcst.metadata import CodePosition, MetadataWrapper, PositionProvider, ProviderT
from libcst.metadata.position_provider import PositionProvidingCodegenState

from flake8_torchstate.code.source import Place, character_column
from flake8_torchstate.report.texts import one_line

Span = tuple[int, int]
STATEMENTS = (cst.BaseSmallStatement, cst.BaseCompoundStatement)
OWN_BRACKETS = (cst.Tuple, cst.GeneratorExp)
"""To Python's ast the brackets around one of these are a part of it."""


class NoFix(Exception):
    """It isn't certain that a fix breaks nothing, or libcst can't read the code."""


class Unreadable(NoFix):
    """libcst can't read the code, or reads it in another way than Python."""


class LeftOut(cst.CSTVisitor):
    """Collects what a text on one line goes without: comments, and spaces with a backslash at the end of a line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[cst.CSTNode] = []

    def visit_Comment(self, node: cst.Comment) -> None:
        """A comment."""
        self.found.append(node)

    def visit_SimpleWhitespace(self, node: cst.SimpleWhitespace) -> None:
        """Spaces between two words."""
        if "\\" in node.value:
            self.found.append(node)


class Positions(PositionProvider):
    """The positions of nodes, and the text in which they have them: libcst would write it a second time."""

    text = ""

    def _gen_impl(self, module: cst.Module) -> None:
        state = PositionProvidingCodegenState(module.default_indent, module.default_newline, self)
        module._codegen(state)
        self.text = "".join(state.tokens)


class Metadata(MetadataWrapper):
    """Resolves providers that walk the tree themselves: libcst takes another walk for each, even if nobody needs it.

    fed: what providers know from elsewhere; it may come until they are asked for.
    """

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module, unsafe_skip_copy=True)
        self.fed: dict[ProviderT, object] = {}
        self.known: dict[ProviderT, Mapping[cst.CSTNode, object]] = {}

    def resolve_many(self, providers: Collection[ProviderT]) -> Mapping[ProviderT, Mapping[cst.CSTNode, object]]:
        """What each of some providers says of the nodes; one that depends on others asks for these itself."""
        for provider in providers:
            if provider not in self.known:
                made = provider(self.fed[provider]) if provider.gen_cache else provider()
                self.known[provider] = made._gen(self)
        return {provider: self.known[provider] for provider in providers}


class Code:
    """The text of a tree, and the characters of it that each node stands for."""

    def __init__(self, module: cst.Module) -> None:
        self._metadata = Metadata(module)
        positions = Positions()
        self._metadata.known[PositionProvider] = positions._gen(self._metadata)
        self._ranges = self._metadata.resolve(PositionProvider)
        self.text = positions.text
        self._starts = list(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))

    def visit(self, visitor: cst.CSTVisitor, fed: Mapping[ProviderT, object]) -> None:
        """Let a visitor go through the tree; fed: what the metadata providers that it asks know from elsewhere."""
        self._metadata.fed.update(fed)
        self._metadata.visit(visitor)

    def __contains__(self, node: cst.CSTNode) -> bool:
        return node in self._ranges

    def __iter__(self) -> Iterator[cst.CSTNode]:
        return iter(self._ranges)

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node starts and ends, without the brackets around it."""
        found = self._ranges[node]
        return self.offset((found.start.line, found.start.column)), self.offset((found.end.line, found.end.column))

    def spans(self, node: cst.CSTNode) -> Iterator[Span]:
        """The same, and then with each pair of brackets around it, from the inside."""
        yield self.span(node)
        if isinstance(node, cst.BaseExpression):
            for left, right in zip(reversed(node.lpar), node.rpar):
                yield self.span(left)[0], self.span(right)[1]

    def offset(self, place: Place) -> int:
        """How many characters stand before a place."""
        return self._starts[place[0] - 1] + place[1]

    def place(self, offset: int) -> Place:
        """The place that so many characters stand before."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]


class Tree:
    """The tree of one function, class or statement, without decorators, of a file with some lines.  Raises Unreadable.
    """

    def __init__(self, lines: list[str], unit: ast.stmt, path: str = "") -> None:
        self.lines, self.path = lines, path
        text = "".join(lines[unit.lineno - 1:unit.end_lineno])
        if unit.col_offset:
            text = "if True:\n" + text
        self._before = unit.lineno - 1 - bool(unit.col_offset)
        self._above: dict[cst.CSTNode, cst.CSTNode] = {}
        try:
            self.module = cst.parse_module(text)
            self.code = Code(self.module)
        except (cst.ParserSyntaxError, RecursionError, MemoryError) as error:
            raise Unreadable("libcst can't read it") from error
        if self.code.text != text:
            raise Unreadable("libcst doesn't give back what it has read")

    def line(self, line: int) -> int:
        """The line of the file that a line of the tree is."""
        return line + self._before

    def place(self, position: CodePosition) -> Place:
        """The place of the file that a position in the tree is."""
        return self.line(position.line), position.column

    def position(self, place: Place) -> CodePosition:
        """The position in the tree that a place of the file is."""
        return CodePosition(place[0] - self._before, place[1])

    def _offset(self, line: int, column: int) -> int:
        return self.code.offset((line - self._before, character_column(self.lines[line - 1], column)))

    def find(self, node: ast.stmt | ast.expr) -> cst.CSTNode:
        """The node of the tree that a node of the ast stands for."""
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
        # to Python's ast a semicolon at the end of a definition is a part of it
        wanted = (start, start + 1) if isinstance(node, ast.stmt) else (start, end)
        here: cst.CSTNode | None = self.module
        while here is not None:
            if self._is_at(here, wanted, isinstance(node, ast.stmt)):
                return here
            here = self._towards(here, wanted)
        raise Unreadable("libcst reads it in another way")

    def _is_at(self, node: cst.CSTNode, wanted: Span, statement: bool) -> bool:
        if statement:
            return isinstance(node, STATEMENTS) and self.code.span(node)[0] == wanted[0]
        spans = list(self.code.spans(node)) if isinstance(node, cst.BaseExpression) and node in self.code else []
        return wanted in spans[:2 if isinstance(node, OWN_BRACKETS) else 1]

    def _towards(self, node: cst.CSTNode, wanted: Span) -> cst.CSTNode | None:
        """The child of a node in which a span lies."""
        for child in self.children(node):
            # to libcst a parameter ends with its name
            for part in (child, *child.children) if isinstance(child, cst.Param) else (child,):
                start, end = list(self.code.spans(part))[-1] if part in self.code else (0, 0)
                if start <= wanted[0] and wanted[1] <= end:
                    return child
        return None

    def children(self, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
        """What stands in a node directly; from then on it's known where these stand."""
        found = node.children
        self._above.update(dict.fromkeys(found, node))
        return found

    def above(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node that one which was found, or one beside it, stands in."""
        return self._above[node]

    def way_to(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """A node that was found, and all that it stands in."""
        yield node
        while node is not self.module:
            node = self._above[node]
            yield node

    def text(self, node: cst.CSTNode) -> str:
        """The text of a node, with the brackets around it."""
        return self.module.code_for_node(node)

    def words(self, node: ast.stmt | ast.expr) -> str:
        """The text of a node of the ast on one line, without comments and without the brackets around it."""
        found = self.find(node)
        spans = list(self.code.spans(found))
        start, end = spans[1] if isinstance(found, OWN_BRACKETS) and len(spans) > 1 else spans[0]
        text = self.code.text[start:end]
        if "#" in text or "\\" in text:
            left_out = LeftOut()
            found.visit(left_out)
            for here, there in sorted((self.code.span(n) for n in left_out.found), reverse=True):
                if start <= here and there <= end:
                    text = f"{text[:here - start]} {text[there - start:]}"
        return one_line(text)
