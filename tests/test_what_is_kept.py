"""What a process keeps of a file beyond the look at it: nothing that holds flake8's tree, but for the last finding's."""
from __future__ import annotations

import ast
import gc
import weakref
from pathlib import Path

import pytest

from flake8_torchstate.plugin import TorchStatePlugin

LAYERS = """
import torch
from torch import nn

class Options:
    def __init__(self, size=4):
        self.size = size
        self.table = torch.zeros(size)

class Base(nn.Module):
    def __init__(self, size, options=None):
        super().__init__()
        self.size = size
        self.options = options
        self.sizes = [size, {"more": size}]
        self.scale = nn.Parameter(torch.ones(size))
        self.late = None

class Layer(Base):
    def __init__(self, size=4, act=lambda x: x):
        super().__init__(size, Options(size))
        self.act = act
        self.lin = nn.Linear(size, size)
        self.layers = [nn.Linear(size, size) for _ in range(2)]
        self.register_buffer("steps", torch.zeros(1))
        self.mask = torch.zeros(size)
"""
MODEL = """
from torch import nn
from layers import Base, Layer, Options

class Model(Base):
    def __init__(self, depth):
        super().__init__(4, Options())
        self.blocks = nn.ModuleList([Layer() for _ in range(depth)])
        self.first = Layer(8)
        self.first.lin = nn.Linear(8, 1)
        self.kept = [Layer(2), Options(3)]
        self.size_of = Options(3).size
"""

LAST = """
import torch
from torch import nn

class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.mask = torch.zeros(4)
"""
TEXTS = {"layers": LAYERS, "model": MODEL, "last": LAST}
CODES = {"layers": {"TSM101", "TSM105"}, "model": {"TSM105"}, "last": {"TSM101"}}


def with_parents(text: str) -> ast.Module:
    """A tree as other linters leave it: each node has its parent on it."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if child._fields:  # those without, such as Load(), are one and the same in all trees
                setattr(child, "parent", node)
    return tree


@pytest.mark.parametrize("order", (["layers", "model"], ["model", "layers"], ["model", "layers", "model"]))
def test_no_tree_is_kept(order: list[str], tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.py").write_text(text)
    trees = []
    for name in [*order, "last"]:
        tree = with_parents(TEXTS[name])
        run = TorchStatePlugin(tree, str(tmp_path / f"{name}.py"), TEXTS[name].splitlines(True)).run()
        assert {text[:6] for _, _, text, _ in run} == CODES[name]
        trees.append(weakref.ref(tree))
        del tree, run
    gc.collect()
    assert [tree() for tree in trees[:-1]] == [None] * len(order)
