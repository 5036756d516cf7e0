import torch
from torch import nn


class Stats(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("std", torch.ones(dim))


class Normalised(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.stats = Stats(dim)
        self.bn = nn.BatchNorm1d(dim)
        self.mean = self.stats.mean  # expect: TSM106
        self.running = self.bn.running_mean  # expect: TSM106
        self.both = [self.stats.std, self.bn.running_var]  # expect: TSM106
        self.weight = self.bn.weight  # a Parameter is registered here too
        self.inner = self.stats

    def forward(self, x):
        return (x - self.mean) / self.stats.std


# build: Normalised()
