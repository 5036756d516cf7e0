"""The one form of what a finding says: what is wrong and what follows from it, and then what to write or do."""
from __future__ import annotations

from dataclasses import dataclass

MOST_MESSAGE = 100
MOST_LINE = 120
HOLE = "…"
"""Stands for code that isn't known, and for the end of a name that is cut."""


@dataclass(frozen=True)
class Help:
    """What to do: a line of code that works as it is, or words where none can be given or the line is too long to read.

    before: where the line goes, or what must be done besides; it comes first, so that the line is what is left.
    """

    do: str
    line: str = ""
    before: str = ""

    @property
    def code(self) -> str:
        """The line, however long; "" where a part of it isn't known."""
        return "" if HOLE in self.line else self.line

    def __str__(self) -> str:
        told = f"write {self.code}" if self.code and len(self.code) <= MOST_LINE else self.do
        return f"{self.before} {told}".strip()


@dataclass(frozen=True)
class Words:
    """What a finding says."""

    message: str
    help: Help


def said(form: str, *names: str) -> str:
    """A message with names put in; those that would make it longer than MOST_MESSAGE are cut.

    The first one, which it is about, comes last.
    """
    for most in range(2 * MOST_MESSAGE, 1, -1):
        text = form.format(*(cut(name, max(most - (MOST_MESSAGE if at else 0), 2)) for at, name in enumerate(names)))
        if len(text) <= MOST_MESSAGE:
            break
    return text


def cut(name: str, most: int) -> str:
    """A name of so many characters at most."""
    return name if len(name) <= most else f"{name[:most - 1].rstrip()}{HOLE}"


def clauses(*parts: str) -> str:
    """What stands before the line to write, of what there is to say."""
    return " ".join(filter(None, parts))
