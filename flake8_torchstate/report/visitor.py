"""The visitor that reports: in the code of one function it finds the statements that the interpreter blames.

What a statement does to the state comes from a metadata provider, fed with the interpreter's facts by position; where
it stands, the user's own words and the edit of the fix come from the libcst tree.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import libcst as cst
from libcst.metadata import BaseMetadataProvider, CodePosition, PositionProvider

from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Finding, Fix, Mistake, Refusal
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.trees import STATEMENTS, Tree

Span = tuple[CodePosition, CodePosition | None]
"""Where a statement starts, and where it ends if it's a simple one."""
Facts = Mapping[Span, Sequence[Mistake]]


class StateProvider(BaseMetadataProvider[Sequence[Mistake]]):
    """What a statement does to the module's state that is wrong, by its position."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    @classmethod
    def gen_cache(cls, root_path: Path, paths: list[str], **_: object) -> Mapping[str, object]:
        """The facts of whole files: none, since they come with the class that is looked at."""
        return {path: {} for path in paths}

    def __init__(self, cache: Facts) -> None:
        super().__init__(cache)
        self.facts = cache

    def _gen_impl(self, module: cst.Module) -> None:
        for node in self.metadata[PositionProvider]:
            if isinstance(node, STATEMENTS):
                where = self.get_metadata(PositionProvider, node)
                simple = isinstance(node, cst.BaseSmallStatement)
                self.set_metadata(node, self.facts.get((where.start, where.end if simple else None), ()))


class Reporter(cst.CSTVisitor):
    """Goes through the statements of a tree and reports what is wrong with them, into `found`."""

    METADATA_DEPENDENCIES = (PositionProvider, StateProvider)

    def __init__(self, tree: Tree, texts: Texts, config: Config, found: dict[Mistake, Finding]) -> None:
        super().__init__()
        self._tree = tree
        self._texts = texts
        self._config = config
        self._found = found

    def on_visit(self, node: cst.CSTNode) -> bool:
        """At a statement; no statement stands in an expression."""
        for mistake in self.get_metadata(StateProvider, node, ()):
            self.report(node, mistake, mistake.replacement(self._config))
        return not isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement))

    def report(self, node: cst.CSTNode, mistake: Mistake, replacement: Fix | Refusal | None) -> None:
        """The finding of a mistake at a node; where a block ends is of no interest."""
        where = self.get_metadata(PositionProvider, node)
        start = self._tree.place(where.start)
        end = self._tree.place(where.end) if isinstance(node, cst.BaseSmallStatement) else None
        self._found[mistake] = mistake.finding(self._texts, start, end, replacement)


def visit(tree: Tree, mistakes: Sequence[Mistake], texts: Texts, config: Config, found: dict[Mistake, Finding]) -> None:
    """Report the mistakes whose statements stand in a tree."""
    facts: dict[Span, list[Mistake]] = {}
    for mistake in mistakes:
        start, end = mistake.site.position(), mistake.site.end()
        facts.setdefault((tree.position(start), tree.position(end) if end is not None else None), []).append(mistake)
    tree.code.visit(Reporter(tree, texts, config, found), {StateProvider: facts})
