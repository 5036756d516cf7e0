"""How often Python's garbage collector runs while there is something that a process keeps of the files it has seen.

By default it looks at each 700 new objects, and each time that a quarter more have stayed it walks over all there are:
flake8's trees and tokens by the million, and what is kept beside them.  `python -m benchmarks.collector` measures it.
"""
from __future__ import annotations

import gc

NEW_OBJECTS = 300_000
"""So many are looked at together: at 80,000 the collector takes half as long again, with as much in use at the most."""


def calm() -> None:
    """Let the collector run more rarely for the rest of the process, unless it does already, or is off."""
    new, *older = gc.get_threshold()
    if 0 < new < NEW_OBJECTS:
        gc.set_threshold(NEW_OBJECTS, *older)
