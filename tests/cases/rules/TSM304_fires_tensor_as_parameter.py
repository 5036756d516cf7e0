import torch
from torch import nn


class Bias(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.register_parameter("bias", torch.zeros(dim))  # expect: TSM304
        # requires_grad alone makes no Parameter
        self.register_parameter(name="scale", param=torch.ones(dim, requires_grad=True))  # expect: TSM304
        self.register_parameter("shift", nn.Parameter(torch.zeros(dim)))

    def forward(self, x):
        return x + self.shift


# build: Bias(3)
