import torch
from torch import nn


class Field(nn.Module):
    def __init__(self, potential: nn.BatchNorm1d, width=3):
        super().__init__()
        std = torch.ones(width)
        self.register_buffer("std", std)
        self.spread = std  # expect: TSM106
        self.kept = [std]  # expect: TSM106
        self.potential = potential
        self.mean = potential.running_mean  # expect: TSM106


# build: Field(nn.BatchNorm1d(3))
