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


# build: Doubled(3)
