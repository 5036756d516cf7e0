"""What Python's garbage collector needn't walk over in a run of flake8: a file's analysis, and what is kept of others.

The collector is as it was found between two files.  What that saves is measured by `python -m benchmarks.collector`.
"""
from __future__ import annotations

import gc

SET_ASIDE_EVERY = 48
"""After so many files each time what is kept by then is set aside, and one file's tree with it."""
LOOKED_THROUGH_EVERY = 4
"""Each time but so many it's looked through anew, so that no more than so many files' trees stay."""


class Undisturbed:
    """The collector stays off for the time of one file; what it would walk over again and again is set aside then."""

    files = 0

    def __enter__(self) -> None:
        self.enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        Undisturbed.files += 1
        times, files = divmod(Undisturbed.files, SET_ASIDE_EVERY)
        ours = times > 1 or not gc.get_freeze_count()  # else somebody has set things aside who will want them so
        if not files and ours:
            if times % LOOKED_THROUGH_EVERY == 0:
                gc.unfreeze()
            gc.collect()  # what others have left isn't kept
            gc.freeze()
        if self.enabled:
            gc.enable()
