import torch
from torch import nn


class Embedding(nn.Module):
    def __init__(self, rows: int, dim: int, padding_idx: int = 0):
        super().__init__()
        self.table = nn.Parameter(torch.randn(rows, dim))
        self.table[padding_idx] = 0.0  # expect: TSM305
        self.table *= dim ** -0.5  # expect: TSM305

    def forward(self, ids):
        return self.table[ids]


# build: Embedding(4, 2)
