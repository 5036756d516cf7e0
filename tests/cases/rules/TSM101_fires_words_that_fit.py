"""Tensors of which it can't be said that a GPU makes forward fail, and one before the constructor of a base."""
import torch
from torch import nn


class Positions(nn.Module):
    def __init__(self, dim=4, separate=False):
        super().__init__()
        self.separate = separate
        self.rate = torch.arange(0, dim, 2) / dim  # expect: TSM101
        options = {"device": None}
        self.shift = torch.zeros(dim, **options)  # expect: TSM101
        self.freq = torch.arange(0, dim, 2) / dim  # expect: TSM101
        if self.separate:
            self.spatial = nn.Parameter(torch.zeros(1, 1, dim))
            self.whole = torch.tensor([])  # expect: TSM101
        else:
            self.whole = nn.Parameter(torch.zeros(1, 4, dim))
            self.spatial = torch.tensor([])  # expect: TSM101

    def forward(self, x):
        at = torch.arange(x.shape[1], device=x.device).type(self.freq.type())
        steps = torch.arange(x.shape[1], device=x.device).to(self.rate.device)
        x = x + (steps[:, None] * self.rate).sum(1, keepdim=True).to(x.device)
        x = x + torch.outer(at, self.freq).sum(1, keepdim=True).to(x.device)
        x = x + self.shift
        if self.separate:
            return x + self.spatial
        return x + self.whole


class Head(nn.Conv2d):
    def __init__(self):
        self.offset = torch.arange(9.0)  # expect: TSM101
        super().__init__(1, 1, 1)

    def forward(self, x):
        return super().forward(x) + self.offset.type_as(x)[0]


# build: Positions(); Positions(separate=True); Head()
