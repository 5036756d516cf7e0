"""The user's own words in what a finding says: the source of an expression or statement on one line.

Where the source is read from is its reader's business: a libcst tree, or the file's lines by Python's own ast.
"""
from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from flake8_torchstate.model.site import Site
from flake8_torchstate.report.words import HOLE

Node = ast.expr | ast.stmt


class Texts(NamedTuple):
    """What a message can ask of the source: `read` gives the whole text of a node of a site's function."""

    read: Callable[[Site, Node], str]

    def expression(self, site: Site, node: ast.expr | None) -> str:
        """The source of an expression, as an argument of its own; `…` where there is none."""
        text = self.read(site, node) if node is not None else HOLE
        bare = isinstance(node, ast.Tuple) and bool(node.elts) and node.col_offset == node.elts[0].col_offset
        return f"({text})" if bare else text

    def subject(self, site: Site) -> str:
        """What the statement at a site sets or adds to, or the whole statement."""
        node: Node | None = site.node
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            node = node.targets[0]
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            node = node.target
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(
                node.value.func, ast.Attribute) and isinstance(node.value.func.value, ast.Attribute):
            node = node.value.func.value
        return self.read(site, node) if node is not None else HOLE


def plain_text(site: Site, node: Node) -> str:
    """The text of a node as Python's own ast gives it.

    A comment in it would take the rest of the line with it: such code is written anew, without its comments.
    """
    text = site.file.segment(node)
    if "#" in text:
        try:
            text = ast.unparse(node)
        except RecursionError:
            text = HOLE
    return one_line(text)


PLAIN = Texts(plain_text)
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def one_line(text: str) -> str:
    """A text on one line, without spaces within the brackets where it was broken."""
    made = ""
    for line in (" ".join(part.split()) for part in text.splitlines()):
        close = not made or not line or made[-1] in BRACKETS or line[0] in BRACKETS.values()
        made += line if close else f" {line}"
    return made
