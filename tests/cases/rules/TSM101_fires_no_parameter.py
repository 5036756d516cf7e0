"""Tensors whose names sound trained, and that no Parameter can be: each message's line must run."""
from typing import Optional

import torch
from torch import Tensor, nn


class Frozen(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = torch.empty((n, n), requires_grad=False)  # expect: TSM101

    def forward(self, x):
        return x @ self.weight


class FilledByItem(nn.Module):
    def __init__(self, counts):
        super().__init__()
        self.probability = torch.empty(len(counts))  # expect: TSM101
        for index, count in enumerate(counts):
            self.probability[index] = count

    def forward(self, x):
        return x * self.probability


class ReadByNumpy(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = torch.randn(n, n)  # expect: TSM101
        self.norm = self.weight.numpy().sum()

    def forward(self, x):
        return x @ self.weight


class Given(nn.Module):
    def __init__(self, alpha: Optional[Tensor] = None):
        super().__init__()
        self.alpha = alpha  # expect: TSM101

    def forward(self, x, y):
        return nn.functional.cross_entropy(x, y, weight=self.alpha)


class EitherWay(nn.Module):
    def __init__(self, learn):
        super().__init__()
        self.dilation = torch.ones(1) if not learn else nn.Parameter(torch.ones(1))  # expect: TSM101

    def forward(self, x):
        return x * self.dilation


class OneOfThree(nn.Module):
    def __init__(self, data):
        super().__init__()
        self.first, self.second, self.mask = self.parts(data)  # expect: TSM101

    def parts(self, data):
        return data, len(data), torch.ones(len(data))

    def forward(self, x):
        return x * self.mask


class ClassTable(nn.Module):
    table = torch.tensor([[0.14, 1.0], [0.08, 1.01]])  # expect: TSM101

    def __init__(self, dtype=torch.float32):
        super().__init__()
        self.table = self.table.to(dtype=dtype)  # expect: TSM101

    def forward(self, x):
        return x @ self.table


class ReadByTheClass(nn.Module):
    matrix = torch.tensor([[0.0, 1.0], [1.0, 0.0]])  # expect: TSM101

    @classmethod
    def of(cls):
        return cls.matrix

    def forward(self, x):
        return x @ self.of()
