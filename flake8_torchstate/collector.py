"""Python's garbage collector, kept from going over what lives as long as the process.

The trees that a flake8 run makes and drops, which pyflakes ties into cycles, let the collector go over everything that is
alive once in a few files.  What plugins have imported and the index of the project's files are alive until the end: they
are taken out of its way, as `gc.freeze` is made for.
"""
from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

FIRST = 4
"""Full collections before anything is done: an editor's request or a short run never gets there."""
FREEZES = hasattr(gc, "freeze")
"""Whether this Python's collector can be told to leave objects alone."""


class Collector:
    """Freezes what has survived, each time the full collections of a run have grown by half.

    What is frozen and dies later in a cycle is found the next time: it is at most what one file's check had in hand.
    """

    def __init__(self) -> None:
        self._start = full_collections()
        self._wait = FIRST
        self._frozen = 0

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """While one file is looked at: what that leaves is collected at once, and not in hundreds of steps."""
        if not gc.isenabled():
            yield
            return
        gc.disable()
        try:
            yield
        finally:
            gc.enable()

    def rest(self) -> None:
        """Between two files: freeze what is alive, if it is time for that and nobody else freezes in this process."""
        if not FREEZES or not gc.isenabled() or full_collections() - self._start < self._wait or gc.get_freeze_count() > self._frozen:
            return
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._frozen = gc.get_freeze_count()
        self._wait = 3 * (full_collections() - self._start) // 2

    def release(self) -> None:
        """Give everything back to the collector, as when a process that goes on begins a new run."""
        if self._frozen and gc.get_freeze_count() <= self._frozen:
            gc.unfreeze()
        self._frozen = 0
        self._start = full_collections()
        self._wait = FIRST


def full_collections() -> int:
    """How often the process has gone over all objects that aren't frozen; 0 where its collector doesn't say."""
    return int(gc.get_stats()[-1]["collections"]) if FREEZES else 0
