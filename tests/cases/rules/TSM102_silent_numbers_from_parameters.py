import math

import torch
from torch import nn


class Weighted(nn.Module):
    def __init__(self, dim=3):
        super().__init__()
        self.w = nn.Parameter(torch.randn(dim, dim))
        self.lin = nn.Linear(dim, dim)
        self.norm = self.w.norm().item()
        self.fan_in = self.w.shape[1]
        self.count = sum(p.numel() for p in self.parameters())
        self.trainable = self.w.requires_grad
        self.bound = 1 / math.sqrt(self.lin.weight.size(1))
        self.first = float(self.lin.bias[0])
        self.start = self.w.detach().numpy().copy()
        self.on = self.w.device
        self.listed = self.w.data.tolist()
        self.fans = nn.init._calculate_fan_in_and_fan_out(self.w)
        self.gain = nn.init.calculate_gain("relu")
        self.names = [name for name, _ in self.named_parameters()]


# build: Weighted()
