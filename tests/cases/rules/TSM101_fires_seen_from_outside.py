"""What code elsewhere may read: no method of the class is all that counts."""
import torch
from torch import nn


class Table(nn.Module):
    """It has no forward: others read it."""

    def __init__(self):
        super().__init__()
        self.steps = torch.arange(10)  # expect: TSM101


class Scheduled(nn.Module):
    def __init__(self):
        super().__init__()
        self.timesteps = torch.arange(10)  # expect: TSM101

    def forward(self, x):
        return x


def sample(model: Scheduled, x):
    for step in model.timesteps:
        x = model(x) * step
    return x


class ByName(nn.Module):
    def __init__(self):
        super().__init__()
        self.low = torch.zeros(3)  # expect: TSM101
        self.high = torch.ones(3)  # expect: TSM101

    def forward(self, x, name):
        return x * getattr(self, name)


class HandedOn(nn.Module):
    def __init__(self, register):
        super().__init__()
        self.anchor = torch.zeros(3)  # expect: TSM101
        register(self)

    def forward(self, x):
        return x


# build: Table()
# build: Scheduled()
# build: ByName()
# build: HandedOn(print)
