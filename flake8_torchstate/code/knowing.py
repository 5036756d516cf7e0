"""What has to be known of classes and functions that stand in no file of the tree: asked by dotted names."""
from __future__ import annotations

from typing import Protocol


class Knowledge(Protocol):
    """Who gives a project this decides which classes count as Modules."""

    REGISTRATIONS: tuple[str, ...]
    """The methods by which a Module registers."""

    def canonical(self, path: str) -> str:
        """The one name of a class that has several."""

    def ancestors(self, path: str) -> list[str]:
        """The MRO of a class as far as it matters, itself first."""

    def is_module_path(self, path: str) -> bool:
        """Whether it is the Module class or derives from it."""

    def is_transparent(self, path: str) -> bool:
        """Whether a base has no `__init__` or state of its own that matters."""

    def is_foreign(self, path: str) -> bool:
        """Whether a base certainly is no Module, though nothing else is known of it."""

    def makes_state(self, path: str) -> bool:
        """Whether a call makes what only a Module's constructor has a use for."""

    def is_property(self, path: str) -> bool:
        """Whether a decorator makes a property."""

    def is_never_read(self, path: str) -> bool:
        """Whether it stands for itself: no file is looked for."""

    def provides(self, path: str) -> bool:
        """Whether a module that isn't read is known to have such a name."""

    def says_modules(self, text: bytes) -> bool:
        """Whether a file's text has a word that stands where Modules are made."""
