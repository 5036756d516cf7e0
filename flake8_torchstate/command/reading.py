"""One file or stdin as it is on disk: its bytes, its encoding, its exact text with its own line ends."""
from __future__ import annotations

import io
import sys
import tokenize
from dataclasses import dataclass

UNDECLARED = "its text isn't UTF-8, and it declares no other encoding"


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

    def encoded(self, text: str) -> bytes:
        """Another text in the same encoding, with a BOM where this one had one.  Raises UnicodeEncodeError."""
        return text.encode(self.encoding)


def plain_lines(text: str) -> list[str]:
    """The lines of a text, each with a plain newline, as Python reads them."""
    return io.StringIO(text, newline=None).readlines()


def read(path: str) -> Reading:
    """Read a file, or stdin for `-`.  Raises OSError, and SyntaxError where it isn't in the encoding that it declares."""
    if path == "-":
        return decoded(sys.stdin.buffer.read())
    with open(path, "rb") as stream:
        return decoded(stream.read())


def decoded(data: bytes) -> Reading:
    """Bytes as Python itself reads a source file.  Raises SyntaxError."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Reading(data, data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SyntaxError(UNDECLARED if error.encoding.startswith("utf") else f"its text isn't in {error.encoding}, as it declares",
                          (None, line, 1, None)) from error
    except SyntaxError as error:  # an encoding that doesn't exist, or none and a first line that isn't UTF-8
        text = error.msg if error.msg.startswith("unknown encoding") else UNDECLARED
        raise SyntaxError(text, (None, 1, 1, None)) from error
    except LookupError as error:  # a codec of Python that doesn't make text
        raise SyntaxError(str(error), (None, 1, 1, None)) from error
