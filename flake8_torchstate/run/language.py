"""The interpreter's language: expressions, statements and calls in one piece."""
from __future__ import annotations

from flake8_torchstate.run.calls import call
from flake8_torchstate.run.expressions import EXPRESSIONS
from flake8_torchstate.run.machine import Language
from flake8_torchstate.run.statements import STATEMENTS

LANGUAGE = Language(EXPRESSIONS, STATEMENTS, call)
"""All that the interpreter understands."""
