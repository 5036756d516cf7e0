"""Tensors of one way through the constructor: on the other one the name holds something else, or is trained."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Loss(nn.Module):
    def __init__(self, table, weights=None):
        super().__init__()
        self.weights = weights
        if self.weights is not None:
            self.weights = torch.FloatTensor(table[weights])  # expect: TSM101

    def forward(self, predicted, target):
        return F.cross_entropy(predicted, target, weight=self.weights)


class Rotate(nn.Module):
    def __init__(self, train=True):
        super().__init__()
        self.angle = torch.rand(1) * 80  # expect: TSM101
        if train:
            self.angle = nn.Parameter(self.angle)

    def forward(self, x):
        return x * self.angle


class Engine(nn.Module):
    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module
        self.loss = torch.tensor(0.0)  # expect: TSM101

    def forward(self, x):
        last = self.loss
        self.loss = self.module(x)
        if isinstance(self.loss, torch.Tensor):
            return self.loss + last
        return [each + last for each in self.loss]


class Bins(nn.Module):
    def __init__(self, n, linear=True):
        super().__init__()
        self.bins = None
        self.compute(n, linear)

    def compute(self, n, linear):
        if linear:
            self.bins = np.linspace(0, 1, n)
        else:
            self.bins = np.logspace(0, 1, n)
        self.bins = torch.from_numpy(self.bins).float()  # expect: TSM101

    def forward(self, x):
        return self.bins[x]


class Described(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.alpha = torch.ones(n)  # expect: TSM101

    def __repr__(self):
        return f"Described({', '.join(str(self.__dict__[name]) for name in ['alpha'])})"

    def forward(self, x):
        return x * self.alpha


def made(n, exact):
    return torch.eye(n) if exact else {"values": torch.ones(n)}


class Propagated(nn.Module):
    def __init__(self, n=2, exact=True, device="cpu"):
        super().__init__()
        self.propagator = made(n, exact)  # expect: TSM103
        if exact:
            self.propagator = self.propagator.to(device)  # expect: TSM101

    def forward(self, x):
        return self.propagator @ x


# build: Propagated()
# build: Loss({"a": [1.0, 2.0]}, "a"); Rotate(False)
# build: Loss({}); Rotate(); Engine(nn.ReLU()); Bins(3); Described(2)
