import torch
from torch import nn


class DotProduct(nn.Module):
    def __init__(self, dim: int = 64, eps: float = 1e-6):
        super().__init__()
        self.register_buffer("scale", dim ** -0.5)  # expect: TSM304
        self.register_buffer("eps", eps, persistent=False)  # expect: TSM304
        self.register_buffer("steps", 0)  # expect: TSM304
        self.register_buffer(name="initted", tensor=False)  # expect: TSM304
        self.register_buffer("peak", torch.ones(3).max().item())  # expect: TSM304

    def forward(self, q, k):
        return (q @ k.transpose(-1, -2)).softmax(-1)


# build: DotProduct()
