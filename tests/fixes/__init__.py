"""Texts before and after their fixes.

Each file holds cases: a title after `===`, the text, and after `--- fixed` the text that the fixes make of it, which
a case that must never be fixed doesn't have.  The title says in brackets how it is fixed: unsafe, nn.Buffer,
never, always; `no head` where the text has its own imports.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flake8_torchstate.config import Config
from flake8_torchstate.fixers.fixes import Fixed, fix_text

FOLDER = Path(__file__).parent
HEAD = "import torch\nfrom torch import nn\n\n\n"


@dataclass(frozen=True)
class Case:
    """One text with what becomes of it."""

    title: str
    before: str
    after: str

    @property
    def unsafe(self) -> bool:
        """Whether unsafe fixes are asked for."""
        return "unsafe" in self.options

    @property
    def options(self) -> list[str]:
        """How it is fixed."""
        found = re.search(r"\(([^()]*)\)$", self.title)
        return [word.strip() for word in found[1].split(",")] if found else []

    @property
    def config(self) -> Config:
        """The options of the check."""
        saved = next((word for word in ("never", "always") if word in self.options), "statistics")
        style = "nn.Buffer" if "nn.Buffer" in self.options else "register_buffer"
        return Config(buffer_style=style, persistent=saved, debug=True, chosen=frozenset({"TSM905"}))

    def fixed(self, text: str) -> Fixed:
        """A text after its fixes."""
        return fix_text(text, "model.py", self.config, unsafe=self.unsafe)


def cases_of(name: str) -> list[Case]:
    """The cases of a file."""
    found = []
    for block in re.split(r"^=== ", (FOLDER / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        before, changed, after = rest.partition("--- fixed\n")
        head = "" if "no head" in title else HEAD
        found.append(Case(title, *(head + text.rstrip("\n") + "\n" for text in (before, after if changed else before))))
    return found
