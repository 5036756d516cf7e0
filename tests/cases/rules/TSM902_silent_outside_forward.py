import torch
from torch import nn


class Sampler(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        # registered: .to() moves them later
        self.register_buffer("grid", torch.linspace(0, 1, dim))
        self.weight = nn.Parameter(torch.ones(dim))

    def example_input(self):
        # made for the caller, and never called from forward
        return torch.zeros(1, self.weight.numel())

    def forward(self, x):
        return x * self.weight + self.grid


def loss_target(n):
    return torch.ones(n)


# build: net = Sampler(); net(net.example_input())
