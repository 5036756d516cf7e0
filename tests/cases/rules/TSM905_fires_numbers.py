"""Tensors of which only numbers are read."""
import torch
from torch import nn


class Pool(nn.Module):
    def __init__(self, rate=0.5):
        super().__init__()
        self.stride = torch.tensor(4)  # expect: TSM905
        self.limit = torch.tensor(3.0)  # expect: TSM905
        self.sizes = torch.tensor([3, 1])  # expect: TSM905
        self.layout = torch.zeros(2, 3)  # expect: TSM905
        self.steps = torch.linspace(0, 1, 5)  # expect: TSM905
        self.rate = torch.tensor(rate)  # expect: TSM905

    def forward(self, x):
        if self.training and torch.rand(1).item() > self.rate:
            return x
        height, width = self.layout.shape
        for step in self.steps.tolist():
            x = x * step + height
        x = x.clamp(max=self.limit.item())
        return x[:int(self.stride)].view(*self.sizes.tolist(), -1)


# build: Pool()
