"""Modules that one way through the constructor registers, and what methods ask to be a list."""
import torch
from torch import nn


class Stopped(nn.Module):
    def __init__(self, last="logits"):
        super().__init__()
        self.points = {}
        self.points["first"] = nn.Linear(2, 3)  # expect: TSM105
        if last == "first":
            return
        self.points["second"] = nn.Linear(3, 3)
        if last == "second":
            return
        self.logits = nn.Linear(3, 1)
        self.build()

    def build(self):
        for key in self.points.keys():
            self.add_module(key, self.points[key])


class Levels(nn.Module):
    def __init__(self, start=(2, 3)):
        super().__init__()
        self.levels = [nn.Parameter(torch.zeros(n)) for n in start]  # expect: TSM104

    def forward(self, x):
        levels = self.levels if isinstance(self.levels, list) else [self.levels]
        return x * levels[0]


# build: Stopped("first"); Levels()
