"""A module made around one that is there makes weights of its own, or the one in it is new too."""
import torch
from torch import nn


class Scaled(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.inner(x) * self.scale


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Linear(2, 2)

    def wrapped(self, module):
        return Scaled(module)  # expect: TSM108

    def forward(self, x):
        x = Scaled(self.block)(x)  # expect: TSM108
        x = self.wrapped(self.block)(x)
        x = Residual(Scaled(self.block))(x)  # expect: TSM108
        return Residual(nn.Linear(2, 2))(x)  # expect: TSM108


# build: Net()(torch.ones(1, 2))
