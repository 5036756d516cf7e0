"""An argument that is said to be a tensor, and that each caller gives a Parameter: it's registered."""
from typing import Optional

import torch
from torch import Tensor, nn


class Attention(nn.Module):
    def __init__(self, width: int, position_enc: Optional[Tensor] = None):
        super().__init__()
        self.width = width
        self.positional_encoding = position_enc

    def forward(self, x):
        return x + self.positional_encoding


class Encoder(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.position_enc = nn.Parameter(torch.zeros(n), requires_grad=False)
        self.blocks = nn.ModuleList([Attention(n, position_enc=self.position_enc) for _ in range(2)])
        self.last = Attention(n, self.position_enc)
        self.none = Attention(n)


class Scale(nn.Module):
    def __init__(self, scale: torch.Tensor):
        super().__init__()
        self.scale = scale

    def forward(self, x):
        return x * self.scale


def scaled():
    scale = nn.Parameter(torch.ones(1))
    return nn.Sequential(Scale(scale), Scale(nn.Parameter(torch.ones(2))))


class Observer(nn.Module):
    def __init__(self, weight: torch.Tensor, bias: Optional[torch.Tensor]):
        super().__init__()
        self.weight = weight
        self.bias = bias

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


def observed(module: nn.Module):
    return Observer(module.weight, module.bias)


class Fake(nn.Module):
    def __init__(self, weight: torch.Tensor):
        super().__init__()
        self.weight = weight

    @classmethod
    def from_float(cls, module):
        return cls(module.weight)

    def copied(self):
        return self.__class__(weight=nn.Parameter(self.weight))

    def forward(self, x):
        return nn.functional.linear(x, self.weight)


# build: Fake.from_float(nn.Linear(2, 2)).copied()
# build: observed(nn.Linear(2, 2)); Encoder(3); scaled()
