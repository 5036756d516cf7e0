"""From a dotted name to the class, function or constant of the source tree that it stands for.

Nothing is ever imported.  So far only the file itself is known: a dotted name stays a dotted name.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_torchstate import knowledge
from flake8_torchstate.knowledge import libraries

if TYPE_CHECKING:
    from flake8_torchstate.scopes import Reference
    from flake8_torchstate.source import Source


class Project:
    """The source tree around the linted file."""

    def follow(self, path: str, source: Source) -> Reference:
        """What an imported dotted name (with leading dots where it's relative) stands for."""
        return path

    def star(self, module: str, name: str, source: Source) -> Reference:
        """What `name` stands for after `from module import *`, or None where the module has no such name."""
        path = f"{module}.{name}"
        known = knowledge.function(path) is not None or knowledge.torch_module(path) is not None
        return path if known or libraries.is_module(path) else None
