"""One file or stdin as it is on disk: its bytes, its encoding, its exact text with its own line ends."""
from __future__ import annotations

import errno
import io
import sys
import tokenize
from dataclasses import dataclass

from flake8_torchstate.code.files import MOST_BYTES, read_regular, too_large

UNDECLARED = "its text isn't UTF-8, and it declares no other encoding"


class Broken(ValueError):
    """A file isn't what its name says; the text says why in one line."""


@dataclass(frozen=True)
class Reading:
    """What was read.  `text` has no BOM and keeps its line ends."""

    data: bytes
    text: str
    encoding: str

    @property
    def lines(self) -> list[str]:
        """Its lines, each with a plain newline."""
        return plain_lines(self.text)

    @property
    def exact(self) -> bool:
        """Whether its text stands for these very bytes; in some encodings others are read as the same text."""
        try:
            return self.encoded(self.text) == self.data
        except ValueError:
            return False

    def encoded(self, text: str) -> bytes:
        """Another text in the same encoding, with a BOM where this one had one.

        Raises ValueError where the encoding has no bytes for it, or reads them as another text.
        """
        data = text.encode(self.encoding)
        if data.decode(self.encoding) != text:
            raise ValueError(f"{self.encoding} has no exact bytes for the new text")
        return data


def plain_lines(text: str) -> list[str]:
    """The lines of a text, each with a plain newline, as Python reads them."""
    return io.StringIO(text, newline=None).readlines()


def read(path: str) -> Reading:
    """Read a file, or stdin for `-`.  Raises OSError, and SyntaxError where it isn't in the encoding that it declares.
    """
    return decoded(read_bytes(path))


def read_bytes(path: str) -> bytes:
    """The bytes of a file, or of stdin for `-`.  Raises OSError."""
    return read_stdin() if path == "-" else read_regular(path)


def read_stdin() -> bytes:
    """What is on stdin.  Raises OSError."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed")
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_large("-", MOST_BYTES)
    return data


def decoded(data: bytes) -> Reading:
    """Bytes as Python itself reads a source file.  Raises SyntaxError."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:  # an encoding that doesn't exist, or none and a first line that isn't UTF-8
        text = error.msg if error.msg.startswith("unknown encoding") else UNDECLARED
        raise SyntaxError(text, (None, 1, 1, None)) from error
    try:
        if b"\n#".decode(encoding) != "\n#":  # utf-16, say: Python itself finds no lines in it
            raise SyntaxError(f"Python can't read code in {encoding}", (None, 1, 1, None))
        return Reading(data, data.decode(encoding), encoding)
    except LookupError as error:  # a codec of Python that doesn't make text
        raise SyntaxError(str(error), (None, 1, 1, None)) from error
    except ValueError as error:
        line = data.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else 1
        text = UNDECLARED if encoding in ("utf-8", "utf-8-sig") else f"its text isn't in {encoding}, as it declares"
        raise SyntaxError(text, (None, line, 1, None)) from error
