import math

import torch
from torch import nn


class Scales(nn.Module):
    def __init__(self, dim: int = 4):
        super().__init__()
        self.arange = nn.Parameter(torch.arange(dim, dtype=torch.float32))
        self.steps = nn.Parameter(torch.arange(0, 1, 0.25))
        self.halves = nn.Parameter(torch.arange(dim) / 2)
        self.scaled = nn.Parameter(torch.randint(0, 9, (dim,)) * 0.1)
        self.mixed = nn.Parameter(torch.tensor([1, 2.0, 3]))
        self.temperature = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        self.ratio = nn.Parameter(torch.tensor(1 / 3))
        self.mask = nn.Parameter((torch.ones(dim, dim).tril() > 0).float())
        self.cast = nn.Parameter(torch.tensor([1, 2]).to(torch.get_default_dtype()))
        self.bias = nn.Parameter(torch.full((dim,), -5.0))
        self.where = nn.Parameter(torch.where(torch.ones(dim) > 0, 1.0, 0.0))


class Joined(nn.Module):
    def __init__(self, scales: torch.Tensor):
        super().__init__()
        ones = torch.ones(2, 2)
        self.both = nn.Parameter(torch.cat([ones, ones], 1))
        self.mixed = nn.Parameter(torch.cat([torch.arange(2).view(2, 1), ones], 1))
        self.given = nn.Parameter(torch.stack([scales, scales], 1))
        self.rows = nn.Parameter(torch.cat([row for row in ones], 0))


# build: Scales()
# build: Joined(torch.ones(2))
