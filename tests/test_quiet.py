"""Functions of other files that needn't be followed, and those that must be."""
from __future__ import annotations

from pathlib import Path

import pytest

from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.world import World
from flake8_torchstate.screen import modules_of
from tests.helpers import DEFAULT, dedent

BASE = """
    import torch
    from torch import nn


    def note(text) -> None:
        print(text)


    class Base(nn.Module):
        def __init__(self, config):
            super().__init__()
            self.config = config

        {method}
"""

MODEL = """
    from torch import nn

    from base import Base, note


    class Model(Base):
        def __init__(self, config):
            super().__init__(config)
            note("begins")
            self.kind = self.ask(config)
"""


def followed(folder: Path, method: str) -> set[str]:
    """The names of the functions that the construction of a Model whose base has this method runs."""
    body = ("\n" + " " * 8).join(dedent(method).rstrip().splitlines())
    (folder / "base.py").write_text(dedent(BASE).replace("    {method}", "    " + body.replace("\n        ", "\n    ")))
    text = dedent(MODEL)
    (folder / "model.py").write_text(text)
    project = Project()
    source = Source.from_text(text, str(folder / "model.py"))
    info = modules_of(project.enter(source))[0]
    return {function.name for function in construct(World(DEFAULT, project), info).traces.ran}


@pytest.mark.parametrize("method", [
    "def ask(self, value) -> str:\n    return str(value)",
    "def ask(self, value) -> bool:\n    return self.deeper(value) > 1\n\ndef deeper(self, value):\n    return len(value)",
    "def ask(self, value):\n    print(getattr(self, 'config', value))",
    "def ask(self, value) -> 'int':\n    return sum(p.numel() for p in self.parameters())",
])
def test_what_changes_nothing_and_says_what_it_gives(tmp_path: Path, method: str) -> None:
    assert followed(tmp_path, method) == {"__init__"}


@pytest.mark.parametrize("method", [
    "def ask(self, value):\n    return value",  # what it gives isn't said
    "def ask(self, value) -> torch.Tensor:\n    return torch.zeros(value)",
    "def ask(self, value) -> str:\n    self.seen = torch.zeros(1)\n    return 'seen'",
    "def ask(self, value) -> str:\n    setattr(self, 'seen', torch.zeros(1))\n    return 'seen'",
    "def ask(self, value) -> str:\n    self.register_buffer('seen', torch.zeros(1))\n    return 'seen'",
    "def ask(self, value) -> str:\n    del self.config\n    return 'seen'",
    "def ask(self, value) -> str:\n    return value(self)",  # somebody else gets the instance
    "def ask(self, value) -> str:\n    self.apply(value)\n    return 'seen'",
    "def ask(self, value) -> str:\n    return self.deeper()\n\ndef deeper(self):\n    self.seen = torch.zeros(1)\n    return ''",
])
def test_what_must_be_followed(tmp_path: Path, method: str) -> None:
    assert "ask" in followed(tmp_path, method)
