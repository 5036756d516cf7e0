import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, dim, bias=True):
        # a plain None needs no table yet, and a Parameter may replace it later
        self.bias = None
        self.norm = None
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))
        if bias:
            self.bias = nn.Parameter(torch.zeros(dim))
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        x = self.norm(x) * self.weight
        return x if self.bias is None else x + self.bias


# build: Affine(3)(torch.ones(1, 3))
# build: Affine(3, bias=False)
