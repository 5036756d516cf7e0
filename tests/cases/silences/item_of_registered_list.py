"""A list of layers that are registered already: one of them taken out of a ModuleList of unknown length."""
from torch import nn


class Tower(nn.Module):
    def __init__(self, depth: int):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(depth)])
        self.first = [self.layers[0]]
        self.ends = {"first": self.layers[0], "last": self.layers[-1]}


class FromLocal(nn.Module):
    def __init__(self, depth):
        super().__init__()
        layers = [nn.Linear(2, 2) for _ in range(depth)]
        self.body = nn.Sequential(*layers)
        self.probes = [layers[0], layers[1]]
