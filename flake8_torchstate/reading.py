"""One file or stdin as it is on disk: its bytes, its encoding, its exact text with its own line ends."""
from __future__ import annotations

import io
import sys
import tokenize
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """What was read.  `text` has no BOM and keeps its line ends; `sure`: it is in the encoding that it declares."""

    data: bytes
    text: str
    encoding: str
    sure: bool

    @property
    def lines(self) -> list[str]:
        """Its lines, each with a plain newline."""
        return plain_lines(self.text)

    def encoded(self, text: str) -> bytes:
        """Another text in the same encoding, with a BOM where this one had one.  Raises UnicodeEncodeError."""
        return text.encode(self.encoding)


def plain_lines(text: str) -> list[str]:
    """The lines of a text, each with a plain newline, as Python reads them."""
    return io.StringIO(text, newline=None).readlines()


def read(path: str) -> Reading:
    """Read a file, or stdin for `-`.  Raises OSError."""
    if path == "-":
        return decoded(sys.stdin.buffer.read())
    with open(path, "rb") as stream:
        return decoded(stream.read())


def decoded(data: bytes) -> Reading:
    """Bytes as Python would read them; as flake8 does, latin-1 stands in where the declared encoding doesn't fit."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Reading(data, data.decode(encoding), encoding, True)
    except (SyntaxError, UnicodeError, LookupError):
        return Reading(data, data.decode("latin-1"), "latin-1", False)
