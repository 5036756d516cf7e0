"""Modules that one way through the constructor registers, and what methods ask to be a list."""
import torch
from torch import nn


class Shared(nn.Module):
    def __init__(self, depth=2, share=False):
        super().__init__()
        layers = [nn.Linear(2, 2) for _ in range(depth)]
        self.layers = layers  # expect: TSM105
        if share:
            self.shared = nn.ModuleList(layers)


class Levels(nn.Module):
    def __init__(self, start=(2, 3)):
        super().__init__()
        self.levels = [nn.Parameter(torch.zeros(n)) for n in start]  # expect: TSM104

    def forward(self, x):
        levels = self.levels if isinstance(self.levels, list) else [self.levels]
        return x * levels[0]


# build: Shared(); Levels()
