"""Placeholders that methods replace where they are too small, and use as they are where they aren't."""
import torch
from torch import nn


class Positions(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.zeros(0, 0)  # expect: TSM101

    def forward(self, x):
        if x.shape[-1] > self.table.shape[1]:
            self.extend(x)
        return x + self.table[:, :x.shape[-1]]

    def extend(self, x):
        self.table = torch.ones(1, x.shape[-1]).to(x)


class Filled(nn.Module):
    def __init__(self):
        super().__init__()
        self.mask = torch.tensor([])  # expect: TSM101

    def forward(self, x):
        if len(self.mask) == 0:
            self.mask = torch.ones(x.shape[-1], device=x.device)
        return x * self.mask


class Placed(nn.Module):
    """It asks where the table is, and makes another one for another device."""

    def __init__(self):
        super().__init__()
        self.table = torch.zeros(0, 0)

    def forward(self, x):
        if x.shape[-1] > self.table.shape[1] or self.table.device != x.device:
            self.table = torch.ones(1, x.shape[-1], device=x.device)
        return x + self.table[:, :x.shape[-1]]


# build: (Positions(), Filled(), Placed())
