"""Python's own containers, and other objects that PyTorch doesn't look into."""
import functools

import torch
import torch.nn.functional as F
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, sizes: list[int], width: int) -> None:
        super().__init__()
        # parameters() misses these layers, and .to() and .eval() don't reach them.
        self.laterals = [nn.Conv2d(size, width, 1) for size in sizes]
        # The same in a dict that is filled later.
        self.heads = {}
        for name in ("boxes", "labels"):
            self.heads[name] = nn.Conv2d(width, width, 3, padding=1)
        # Parameters in a list: no optimizer sees them.
        self.scales = [nn.Parameter(torch.ones(1)) for _ in sizes]
        # Tensors in a tuple: neither saved nor moved.
        self.strides = (torch.tensor(8.0), torch.tensor(16.0))


class Weighted(nn.Module):
    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        # The partial holds the tensor, and stays on the CPU with it.
        self.loss = functools.partial(F.cross_entropy, weight=weight)


class Blocks(nn.Module):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        # nn.ModuleList takes modules and no lists of modules: TypeError.
        self.rows = nn.ModuleList([[nn.Linear(width, width), nn.ReLU()] for _ in range(depth)])
