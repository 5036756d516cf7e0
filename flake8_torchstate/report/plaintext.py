"""An expression's source as one line that can stand as an argument somewhere else."""
from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from flake8_torchstate.code.source import Source


class Uncommented(cst.CSTTransformer):
    """Takes the comments out of a tree."""

    def leave_TrailingWhitespace(self, original_node: cst.TrailingWhitespace,
                                 updated_node: cst.TrailingWhitespace) -> cst.TrailingWhitespace:
        """At the end of a line."""
        return updated_node.with_changes(comment=None)

    def leave_EmptyLine(self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine) -> cst.EmptyLine:
        """On a line of its own."""
        return updated_node.with_changes(comment=None)


KEEPS_BRACKETS = (cst.Tuple, cst.GeneratorExp, cst.NamedExpr, cst.Yield)
"""Without its own brackets each of these would be another argument, or no argument."""


def text_of(source: Source, node: ast.expr | ast.stmt) -> str:
    """The text of a node of a file on one line: a comment in it would take the rest of the line with it."""
    text = source.segment(node)
    if "#" in text:
        text = without_comments(text, isinstance(node, ast.expr))
    return " ".join(text.split())


def without_comments(text: str, expression: bool) -> str:
    """A text without its comments; as it is where libcst can't read it."""
    try:
        module = cst.parse_module(f"({text}\n)" if expression else text)
    except Exception:  # whatever libcst says of a text that Python has read: it's only shown
        return text
    changed = module.visit(Uncommented())
    found = changed.code.strip()
    return found[1:-1].strip() if expression else found
