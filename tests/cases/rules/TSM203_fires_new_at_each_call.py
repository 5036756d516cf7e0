"""A tensor over a Parameter in `forward`: where no values can be copied into it, another name is what fits."""
import torch
from torch import nn


class Galerkin(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_parameter("bias", None)
        self.weight = nn.Parameter(torch.ones(n))

    def forward(self, x):
        self.bias = torch.cat([x, x])  # expect: TSM203
        self.weight = self.weight.repeat(2)  # expect: TSM203
        return x + self.bias

    def build(self, x):
        self.bias = torch.cat([x, x])  # expect: TSM203


# build: Galerkin(2)
