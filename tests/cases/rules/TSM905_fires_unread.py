"""Tensors that no method reads."""
import torch
from torch import nn


class Positions(nn.Module):
    def __init__(self, length=8, width=4):
        super().__init__()
        self.frequencies = torch.arange(width) / width  # expect: TSM905
        table = torch.outer(torch.arange(length), self.frequencies)
        self.register_buffer("table", table.sin())
        self.sizes = [torch.ones(1), torch.ones(2)]  # expect: TSM905
        self._kernel = torch.ones(3, 3)  # expect: TSM905

    def forward(self, x):
        return x + self.table


# build: Positions()
