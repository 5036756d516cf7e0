"""The one place that makes a text fit to be shown on one line, wherever its parts come from."""
from __future__ import annotations


def shown(text: str) -> str:
    """A text with everything that isn't printable as an escape, as Python itself writes it in a string.

    Names, strings and file names may hold line ends, which would print a line of their own, escape sequences of the
    terminal, marks that turn the direction of writing, and lone surrogates, which can't be encoded.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
