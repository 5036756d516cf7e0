"""What Python's garbage collector needn't walk over in a run of flake8: a file's analysis, and what is kept of others.

The collector is as it was found between two files.  What that saves is measured by `python -m benchmarks.collector`.
"""
from __future__ import annotations

import gc

SET_ASIDE_AFTER = (16, 128, 1024)
"""After so many files what is kept by then is set aside to the end of the process, and one file's tree with it."""


class Undisturbed:
    """The collector stays off for the time of one file; what it would walk over again and again is set aside then."""

    files = 0

    def __enter__(self) -> None:
        self.enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        Undisturbed.files += 1
        if Undisturbed.files in SET_ASIDE_AFTER:
            gc.collect()  # what others have left isn't kept
            gc.freeze()
        if self.enabled:
            gc.enable()
