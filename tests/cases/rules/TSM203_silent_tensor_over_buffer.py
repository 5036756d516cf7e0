import torch
from torch import nn


class Ema(nn.Module):
    def __init__(self, dim, momentum=0.1):
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.var = nn.Buffer(torch.ones(dim))
        self.register_buffer("mask", None, persistent=False)
        self.norm = nn.BatchNorm1d(dim)
        self.loss = nn.CrossEntropyLoss()
        self.momentum = momentum
        # a buffer takes any tensor, and so do the buffers of a child
        self.mean = torch.full((dim,), 0.5)
        self.norm.running_mean = torch.ones(dim)
        self.loss.weight = torch.ones(dim)

    def forward(self, x):
        self.mean = self.mean.lerp(x.mean(0), self.momentum)
        self.var = self.var * 0.9
        self.mask = x > 0
        return x - self.mean


# build: Ema(2)(torch.ones(3, 2))
