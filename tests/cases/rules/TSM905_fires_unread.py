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


class Grid(nn.Module):
    """Nothing is called forward here, and yet a private name has no other readers than these methods."""

    def __init__(self, size=4):
        super().__init__()
        self._bounds = torch.arange(size)  # expect: TSM905
        self.register_buffer("_low", self._bounds[:2])

    def to_grid(self, x):
        return x - self._low


class Focal(nn.Module):
    def __init__(self, alpha: torch.Tensor):
        super().__init__()
        self.alpha = alpha  # expect: TSM905
        self.loss = nn.NLLLoss(weight=alpha)

    def forward(self, x, y):
        return self.loss(x, y)


class Open(nn.Module):
    """Classes elsewhere do what this one leaves open, and may read what it sets."""

    def __init__(self, size=4):
        super().__init__()
        self._logits = torch.arange(size)  # expect: TSM101

    def size(self):
        raise NotImplementedError

    def double(self):
        return self.size() * 2


# build: Grid(); Focal(torch.ones(2))
# build: Positions()
