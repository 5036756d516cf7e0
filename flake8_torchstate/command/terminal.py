"""What the command knows of the terminal: colours, where they are wanted, and the line that shows progress."""
from __future__ import annotations

import contextlib
import os
import sys
import time
from types import TracebackType
from typing import TextIO

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
FIRST_AFTER = 1.0
EVERY = 0.1


def wants_colour(stream: TextIO, asked: str = "auto") -> bool:
    """Whether to write colours to a stream: `always`, `never`, or on a terminal where NO_COLOR isn't set."""
    if asked != "auto":
        return asked == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str, *styles: str) -> str:
    """A text in some styles."""
    return f"\033[{';'.join(STYLES[style] for style in styles)}m{text}\033[m" if styles else text


class Progress:
    """A line on stderr that counts files, from the first second on, where stderr is a terminal."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._stream = stream if stream is not None else sys.stderr
        self._done = 0
        self._next = time.monotonic() + FIRST_AFTER
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def step(self) -> None:
        """One more file is done."""
        self._done += 1
        now = time.monotonic()
        if now < self._next or not self._stream.isatty():
            return
        self._next = now + EVERY
        self._shown = True
        self._write(f"\r\033[K{self._done} of {self._total} files checked")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that is gone
            self._stream.write(text)
            self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("\r\033[K")
