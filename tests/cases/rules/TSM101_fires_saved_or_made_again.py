"""What must be saved, and what is made again: by random numbers, a helper that moves, a cache, a caller."""
import numpy as np
import torch
from torch import nn


def to_device(tensor, other):
    return tensor.to(other.device)


class Random(nn.Module):
    def __init__(self, n):
        super().__init__()
        w = nn.init.orthogonal_(torch.empty(n, n))
        p, _ = torch.linalg.qr(w)
        self.p = torch.from_numpy(p.numpy())  # expect: TSM101
        self.drawn = torch.from_numpy(np.random.rand(3))  # expect: TSM101
        self.steps = torch.arange(n)  # expect: TSM101
        self.cache = torch.zeros(n, n)  # expect: TSM101

    def forward(self, x):
        self.steps = to_device(self.steps, x)
        self.cache[:1] = x
        return x @ self.p + self.drawn + self.steps + self.cache


class Block(nn.Module):
    def __init__(self, mask: torch.Tensor = None):
        super().__init__()
        self.mask = mask  # expect: TSM101

    def forward(self, x):
        self.mask = self.mask.to(x.device) if self.mask is not None else None
        return x + self.mask


class Clip(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.length = length
        self.block = Block(mask=self.causal())

    def causal(self):
        return torch.ones(self.length, self.length).triu(1)


# build: Random(3); Clip(3)
