"""An expression's source as one line that can stand as an argument somewhere else."""
from __future__ import annotations

import libcst as cst


class Uncommented(cst.CSTTransformer):
    """Takes the comments out of a tree."""

    def leave_TrailingWhitespace(self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace) -> (
            cst.TrailingWhitespace):
        """At the end of a line."""
        return updated_node.with_changes(comment=None)

    def leave_EmptyLine(self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine) -> cst.EmptyLine:
        """On a line of its own."""
        return updated_node.with_changes(comment=None)


KEEPS_BRACKETS = (cst.Tuple, cst.GeneratorExp, cst.NamedExpr, cst.Yield)
"""Without its own brackets each of these would be another argument, or no argument."""


def bare_text(module: cst.Module, node: cst.CSTNode) -> str:
    """The text of a node on one line: a comment in it would take the rest of the line with it."""
    if isinstance(node, cst.BaseExpression) and node.lpar and not isinstance(node, KEEPS_BRACKETS):
        node = node.with_changes(lpar=(), rpar=())
    text = module.code_for_node(node)
    if "#" in text:
        changed = node.visit(Uncommented())
        text = module.code_for_node(changed) if isinstance(changed, cst.CSTNode) else text
    return " ".join(text.split())
