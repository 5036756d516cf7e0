"""Which files and constructors could hold a mistake at all: a cheap look that never decides a finding."""
from __future__ import annotations

HINTS = ("torch", "Module", "lightning", "pyro", "transformers")


def may_hold_modules(lines: list[str]) -> bool:
    """Whether a file could define an nn.Module."""
    return any("class " in line for line in lines)
