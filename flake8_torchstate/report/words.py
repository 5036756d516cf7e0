"""The one form of what a finding says: what is wrong and what follows from it, and then what to write or do."""
from __future__ import annotations

from typing import NamedTuple

MOST_MESSAGE = 100
MOST_LINE = 120
HOLE = "…"
"""Stands for code that isn't known, and for the end of a name that is cut."""


class Help(NamedTuple):
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


class Words(NamedTuple):
    """What a finding says."""

    message: str
    help: Help


def said(form: str, *names: str) -> str:
    """A message with names put in; where it would be longer than MOST_MESSAGE, the others than the first one, which it
    is about, are cut, and then its last clauses are left out; then the first name is cut too.
    """
    first, *others = names
    while True:
        for most in range(MOST_MESSAGE, 1, -1):
            text = form.format(first, *(cut(name, most) for name in others))
            if len(text) <= MOST_MESSAGE:
                return text
        shorter = without_clause(form)
        if "{" not in shorter:
            return form.format(cut(first, len(first) - (len(text) - MOST_MESSAGE)), *(cut(name, 2) for name in others))
        form = shorter


def without_clause(form: str) -> str:
    """A form without its last clause: what stands behind a comma, or what follows from what is wrong."""
    before = form.rpartition(", ")[0]
    return before if before and before.count("(") == before.count(")") else form.rpartition(": ")[0]


def cut(name: str, most: int) -> str:
    """A name of so many characters at most."""
    return name if len(name) <= most else f"{name[:most - 1].rstrip()}{HOLE}"


def clauses(*parts: str) -> str:
    """What stands before the line to write, of what there is to say."""
    return " ".join(filter(None, parts))
