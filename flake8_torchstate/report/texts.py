"""The user's own words in a message: the source of an expression or statement on one line, and not too much of it.

Where the source is read from is its reader's business: a libcst tree, or the file's lines by Python's own ast.
"""
from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from flake8_torchstate.model.site import Site

MOST_EXPRESSION = 200
MOST_STATEMENT = 40
BRACKETS = {"(": ")", "[": "]", "{": "}"}
Node = ast.expr | ast.stmt


@dataclass(frozen=True)
class Texts:
    """What a message can ask of the source: `read` gives the whole text of a node of a site's function."""

    read: Callable[[Site, Node], str]

    def expression(self, site: Site, node: ast.expr | None) -> str:
        """The source of an expression, shortened; `…` where there is none."""
        return shortened(self.read(site, node)) if node is not None else "…"

    def statement(self, site: Site) -> str:
        """The statement at a site, shortened and in quotes."""
        return f"'{shortened(self.read(site, site.node), MOST_STATEMENT)}'" if site.node is not None else "this line"


def plain_text(site: Site, node: Node) -> str:
    """The text of a node as Python's own ast gives it.

    A comment in it would take the rest of the line with it: such code is written anew, without its comments.
    """
    text = site.file.segment(node)
    if "#" in text:
        try:
            text = ast.unparse(node)
        except RecursionError:
            text = "…"
    return one_line(text)


PLAIN = Texts(plain_text)


def one_line(text: str) -> str:
    """A text on one line, without spaces within the brackets where it was broken."""
    made = ""
    for line in (" ".join(part.split()) for part in text.splitlines()):
        close = not made or not line or made[-1] in BRACKETS or line[0] in BRACKETS.values()
        made += line if close else f" {line}"
    return made


def shortened(text: str, most: int = MOST_EXPRESSION) -> str:
    """A text, or of one that is too long to be typed the beginning: what stands in its first brackets gives way."""
    if len(text) <= most:
        return text
    place = next((i for i, character in enumerate(text) if character in BRACKETS), None)
    if place is None or place > most or "=" in text[:place]:
        return text[:most - 1].rstrip() + "…"
    return f"{text[:place + 1]}…{BRACKETS[text[place]]}"
