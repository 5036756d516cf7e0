"""The name of a weight alone makes no Parameter: of what a helper gives, a second name, or a flag for a kernel."""
import numpy as np
import torch
from torch import nn


def weight_of(kind, n) -> torch.Tensor:
    return getattr(torch, kind)(n)


class Lora(nn.Module):
    def __init__(self, kind, n):
        super().__init__()
        self.weight = weight_of(kind, n)  # expect: TSM101

    def forward(self, x):
        return x + self.weight


class Head(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.momentum: torch.Tensor = torch.rand(n)  # expect: TSM101
        self.own_weight = self.momentum  # expect: TSM101

    def forward(self, x):
        self.momentum.mul_(0.9)
        return x + self.own_weight


class Flagged(nn.Module):
    def __init__(self, kernel):
        super().__init__()
        self.kernel = kernel
        self.overflow = torch.IntTensor([0])  # expect: TSM101

    def forward(self, x):
        return self.kernel(x, self.overflow)


class Recurrent(nn.Module):
    def __init__(self, n, init="xavier_uniform_"):
        super().__init__()
        init = getattr(torch.nn.init, init)
        self.states = init(torch.empty(n, n))  # expect: TSM101
        self.inputs = nn.Parameter(init(torch.empty(n, n)))
        self.gates = init(nn.Parameter(torch.empty(n, n)))

    def forward(self, x, h):
        return (x @ self.inputs + h @ self.states) * (x @ self.gates)


class Packed(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.scales = torch.rand(n)  # expect: TSM101
        self.shifts = torch.rand(n)  # expect: TSM101

    @torch.no_grad()
    def scaled(self, x):
        return x * self.scales

    def forward(self, x):
        with torch.no_grad():
            x = x + self.shifts
        return self.scaled(x)


class FocalLoss(nn.Module):
    def __init__(self, alpha: torch.Tensor):
        super().__init__()
        self.alpha = alpha  # expect: TSM101

    def forward(self, x, y):
        return (self.alpha[y] * x).mean()


class Values(nn.Module):
    def __init__(self, rows=(0.5, 1.5)):
        super().__init__()
        rows = np.asarray(rows)
        self.first = torch.FloatTensor(rows.data)  # expect: TSM101
        self.second = torch.Tensor(rows.copy())  # expect: TSM101

    def forward(self, x):
        return x * self.first * self.second


class Graph(nn.Module):
    def __init__(self, n=3):
        super().__init__()
        self.edge_weight = torch.ones(n)  # expect: TSM101
        self.index, self.weight = self.normed(n)  # expect: TSM101

    def normed(self, n):
        return 1, torch.ones(n) / n

    def forward(self, x):
        return x * self.edge_weight * self.weight + self.index


class Diffusion(nn.Module):
    def __init__(self, beta: torch.Tensor):
        super().__init__()
        self.beta = beta  # expect: TSM101
        self.alpha = 1 - beta  # expect: TSM101

    def forward(self, x, t):
        return x * self.alpha[t] + self.beta[t]


# build: Graph(); Values(); FocalLoss(torch.ones(3)); Diffusion(torch.ones(3))
# build: Lora("arange", 2); Head(2); Flagged(torch.add)
# build: Recurrent(2); Packed(2)
