"""What a base, or a subclass, does with it."""
import torch
from somewhere import Base
from torch import nn


class Derived(Base, nn.Module):
    def __init__(self):
        super().__init__()
        self.mask = torch.ones(3)  # expect: TSM101

    def forward(self, x):
        return x


class Ground(nn.Module):
    def __init__(self):
        super().__init__()
        self.grid = torch.ones(3)  # expect: TSM101
        self.later = lambda x: x + self.offset
        self.offset = torch.ones(3)  # expect: TSM101

    def forward(self, x):
        return x


class Above(Ground):
    def forward(self, x):
        return x + self.grid
