import torch
import torch.nn as nn


class Doubled(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.base = nn.Parameter(torch.ones(width))
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        self.weight = nn.Parameter(self.base * 2)  # expect: TSM108
        return x * self.weight


class Last(nn.Module):
    def forward(self, x):
        self.layer = nn.Linear(x.shape[-1], 3)  # expect: TSM108
        self.act = nn.ReLU()
        return self.act(self.layer(x))


# build: Doubled(3)
# build: Last()
