"""Tensors that meet arrays of numpy's, in the method or in a function: on the GPU these must be brought there too."""
import numpy as np
import torch
from torch import nn


def rescale(actions, low, high):
    return (actions - low) / (high - low)


class Planner(nn.Module):
    def __init__(self, low, high):
        super().__init__()
        self.low = torch.tensor(low)  # expect: TSM101
        self.high = torch.tensor(high)  # expect: TSM101

    def forward(self, solution):
        return rescale(torch.tensor(solution.mean(axis=0)), low=self.low, high=self.high)


class Arrays(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.starts = torch.arange(n)  # expect: TSM101
        self.ends = torch.arange(n)  # expect: TSM101
        self.size = torch.arange(n)  # expect: TSM101

    def forward(self, x):
        found = self.starts - torch.tensor(np.array([1, 2])), self.ends - torch.from_numpy(x)
        return found, self.size + torch.tensor(len(x))


# build: Planner([0.0], [1.0]); Arrays(2)
