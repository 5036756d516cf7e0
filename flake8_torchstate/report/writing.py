"""From mistakes to findings: each piece of code in which some stand is visited once, and libcst comes with the first.

What stands at no statement, and what libcst can't read, is found and worded by Python's own ast, and has no fix.
"""
from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import partial

from flake8_torchstate.model.site import Site
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Finding, Fix, Mistake, Refusal, Report
from flake8_torchstate.report.texts import PLAIN, Node, Texts, plain_text


def findings_of(report: Report, mistakes: Iterable[Mistake]) -> list[Finding]:
    """The findings of a class's mistakes, each once, in their order."""
    once: dict[tuple[int, int, str, str], Mistake] = {}
    for mistake in mistakes:
        once.setdefault(mistake.key, mistake)
    pieces: dict[ast.stmt, list[Mistake]] = {}
    for mistake in once.values():
        piece = piece_of(mistake.site)
        if piece is not None:
            pieces.setdefault(piece, []).append(mistake)
    found: dict[Mistake, Finding] = {}
    unread = {mistake for piece, inside in pieces.items() if not visit_piece(report, piece, inside, found)
              for mistake in inside}
    return [found[mistake] if mistake in found else plainly(mistake, report.config, mistake not in unread)
            for mistake in once.values()]


def plainly(mistake: Mistake, config: Config | None = None, is_read: bool = True) -> Finding:
    """The finding of a mistake as Python's own ast gives it; config: of a check that may want fixes; is_read: libcst
    has read the code.
    """
    found: Fix | Refusal | None = None
    if config is not None and config.fixes:
        refused = mistake.fix is not None and not is_read
        found = Refusal("libcst can't read the code") if refused else mistake.replacement(config)
    return mistake.finding(PLAIN, mistake.site.position(), mistake.site.end(), found)


def piece_of(site: Site) -> ast.stmt | None:
    """The code that is read to find a site's statement: its function, or the statement alone; None for a header."""
    node = site.node
    if node is None or site.function is None or not covers(site.function.node, node):
        return node
    return site.function.node


def covers(piece: ast.stmt, node: Node) -> bool:
    """Whether a node stands on the lines of a piece."""
    return piece.lineno <= node.lineno and (node.end_lineno or 0) <= (piece.end_lineno or 0)


def visit_piece(report: Report, piece: ast.stmt, mistakes: Sequence[Mistake], found: dict[Mistake, Finding]) -> bool:
    """Let the visitor report what stands in a piece; trouble with libcst, which it says, takes no finding away."""
    from flake8_torchstate.report.trees import Unreadable
    from flake8_torchstate.report.visitor import visit

    try:
        texts = Texts(partial(read, report))
        visit(report.context.tree_of(piece), mistakes, texts, report.config, found)
        return True
    except (Unreadable, RecursionError, MemoryError):
        return False
    except Exception:
        if report.config.debug:
            raise
        return False


def read(report: Report, site: Site, node: Node) -> str:
    """The text of a node as libcst reads it, or Python's ast: code of other files, and what libcst can't read."""
    from flake8_torchstate.report.trees import Unreadable

    piece = piece_of(site)
    if piece is not None and site.file is report.cls.source and covers(piece, node):
        try:
            return report.context.tree_of(piece).words(node)
        except Unreadable:
            pass
    return plain_text(site, node)
