import torch
from torch import nn


class ConvBlock(nn.Module):
    def __init__(self, width, groups=0, act=None, gated=False):
        super().__init__()
        # a default that an option replaces
        self.norm = nn.BatchNorm2d(width)
        if groups:
            self.norm = nn.GroupNorm(groups, width)
        self.act = nn.ReLU()
        if act is not None:
            self.act = act
        self.gate = nn.Parameter(torch.zeros(width))
        for _ in range(int(gated)):
            self.gate = nn.Parameter(torch.ones(width))
        self.register_buffer("mask", torch.ones(width))
        while width > 8:
            width //= 2
            self.register_buffer("mask", torch.ones(width))


# build: ConvBlock(4)
# build: ConvBlock(4, groups=2, act=nn.GELU(), gated=True)
# build: ConvBlock(16)
