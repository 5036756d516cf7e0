import torch
from torch import nn


class Prunable(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(dim))
        self.extra = nn.Linear(dim, dim)
        self.register_buffer("cache", torch.zeros(dim))
        self.head = nn.Linear(dim, dim)

    def strip(self):
        # None is allowed over each of the three kinds
        self.bias = None
        self.extra = None
        self.cache = None
        self.head.bias = None
        return self


# build: Prunable(2).strip()
