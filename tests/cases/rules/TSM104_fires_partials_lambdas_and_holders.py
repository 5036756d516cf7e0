import functools

import torch
import torch.nn.functional as F
from torch import nn


class Affine:
    def __init__(self, dim):
        self.gain = nn.Parameter(torch.ones(dim))
        self.shift = nn.Parameter(torch.zeros(dim))

    def __call__(self, x):
        return x * self.gain + self.shift


class Head(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        w = nn.Parameter(torch.randn(dim, dim))
        b = nn.Parameter(torch.zeros(dim))
        self.registered = nn.Parameter(torch.zeros(dim))
        self.affine = Affine(dim)  # expect: TSM104
        self.project = functools.partial(F.linear, weight=w)  # expect: TSM104
        self.shift = lambda x: x + b  # expect: TSM104
        self.reuse = functools.partial(F.linear, weight=self.registered)


# build: Head()
