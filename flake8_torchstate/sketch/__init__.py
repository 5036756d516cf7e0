"""A rough run of a constructor on Python's ast: could it hold a mistake at all?

Every value is one integer, whose bits say what it may be.  Where a bit of doubt remains, the class is left to the
interpreter: a Doubt is no finding, and what is let pass without one has none.  Nothing of libcst is needed here.
"""
from __future__ import annotations

from flake8_torchstate.sketch.kinds import REGISTERED, held_in
from flake8_torchstate.sketch.memory import Doubt, Memory
from flake8_torchstate.sketch.run import Sketch

__all__ = ["REGISTERED", "Doubt", "Memory", "Sketch", "held_in"]
