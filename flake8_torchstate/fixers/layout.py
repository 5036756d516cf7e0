"""How a statement that a fix has made too long for its line is laid out: as black does it.

What stands in the last brackets goes onto a line of its own, and where that is too long, each part of it does.
"""
from __future__ import annotations

import functools
import os
import tokenize
from typing import Any

import libcst as cst

from flake8_torchstate.report.trees import Code, Tree

SPACE = cst.SimpleWhitespace(" ")
USUAL, SHORT, TAB = (88, 100, 120), 79, 4
MOST_LEVELS = 12


def laid_out(tree: Tree, module: cst.Module) -> Code:
    """A changed tree whose new lines aren't longer than its file's, as far as their last brackets can see to it."""
    code = Code(module)
    long = TooLong(tree, code)
    changed = module.visit(long)
    assert isinstance(changed, cst.Module)
    return Code(changed) if long.found else code


class TooLong(cst.CSTTransformer):
    """Lays out the statements that are new and too long."""

    def __init__(self, tree: Tree, code: Code) -> None:
        super().__init__()
        self.found = False
        self._tree = tree
        self._code = code

    def leave_SimpleStatementLine(self, original_node: Any, updated_node: Any) -> Any:
        """A line of one statement, or of several."""
        if original_node in self._tree.code or len(original_node.body) != 1 or original_node not in self._code:
            return updated_node
        start, end = self._code.span(original_node.body[0])
        text, column = self._code.text[start:end], self._code.place(start)[1]
        behind = self._tree.module.code_for_node(original_node.trailing_whitespace).rstrip("\n")
        indent = self._code.text[start - column:start]
        value = getattr(original_node.body[0], "value", None)
        length = len(indent.expandtabs(TAB)) + len(text) + len(behind)
        if not isinstance(value, cst.Call) or value.lpar or not value.args or "\n" in text or indent.strip() or (
                length <= SHORT or length <= width_of(self._tree)):
            return updated_node
        self.found = True
        made = self._apart(value, indent)
        return updated_node.with_changes(body=[updated_node.body[0].with_changes(value=made)])

    def _apart(self, call: cst.Call, indent: str) -> cst.Call:
        step = "\t" if "\t" in indent else "    "
        inner = self._tree.text(call).removeprefix(self._tree.text(call.func))[1:-1]
        fits = len((indent + step).expandtabs(TAB)) + len(inner) <= width_of(self._tree)
        between = SPACE if fits else deeper(step)
        args = [arg.with_changes(comma=cst.Comma(whitespace_after=between)) for arg in call.args[:-1]]
        last = call.args[-1]
        if fits or not args:
            last = last.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=deeper(""))
        else:
            last = last.with_changes(comma=cst.Comma(whitespace_after=deeper("")))
        return call.with_changes(whitespace_before_args=deeper(step), args=[*args, last])


def deeper(space: str) -> cst.ParenthesizedWhitespace:
    """The end of a line within brackets, and what the next one begins with beyond its block's indentation."""
    return cst.ParenthesizedWhitespace(cst.TrailingWhitespace(), indent=True, last_line=cst.SimpleWhitespace(space))


def width_of(tree: Tree) -> int:
    """How long a line may be: as the project's settings of black or ruff say, or else as those of the file are.

    What has no brackets can't be shorter, and a few exceptions don't count.
    """
    told = told_by_project(os.path.dirname(os.path.abspath(tree.path)))
    if told:
        return told
    tokens = tokenize.generate_tokens(iter(tree.lines).__next__)
    rows = {token.start[0] for token in tokens if token.type == tokenize.OP and token.string in "([{"}
    lengths = sorted(len(tree.lines[row - 1].rstrip().expandtabs(TAB)) for row in rows)
    longest = lengths[len(lengths) - 1 - len(lengths) // 100]
    return next((width for width in USUAL if longest <= width), lengths[len(lengths) - 1 - len(lengths) // 20])


@functools.lru_cache(maxsize=64)
def told_by_project(folder: str) -> int:
    """The line length in the nearest pyproject.toml that has one for black or ruff; 0 where none has."""
    try:
        import tomllib
    except ImportError:  # before Python 3.11
        return 0
    for _ in range(MOST_LEVELS):
        path = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(path):
            try:
                with open(path, "rb") as stream:
                    tools = tomllib.load(stream).get("tool", {})
                found = tools.get("black", tools.get("ruff", {})).get("line-length", 0)
            except (OSError, ValueError, AttributeError):
                return 0
            return found if isinstance(found, int) else 0
        folder = os.path.dirname(folder)
    return 0
