import torch
import torch.nn as nn


class Gate(nn.Module):
    def __init__(self, dim: int):
        self.dim = dim
        self.gate = nn.Parameter(torch.zeros(dim))  # expect: TSM302
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        return self.proj(x) * self.gate.sigmoid()


# build: Gate(4)
