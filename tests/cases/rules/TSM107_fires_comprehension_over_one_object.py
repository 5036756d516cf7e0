import torch
from torch import nn


class Moe(nn.Module):
    def __init__(self, dim, experts=4):
        super().__init__()
        expert = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))
        self.gate = nn.Linear(dim, experts)
        self.experts = nn.ModuleList([expert for _ in range(experts)])  # expect: TSM107

    def forward(self, x):
        parts = torch.stack([e(x) for e in self.experts], -1)
        return (parts * self.gate(x).softmax(-1)[..., None, :]).sum(-1)


class Pyramid(nn.Module):
    def __init__(self, channels):
        super().__init__()
        smooth = nn.Conv2d(channels, channels, 3, padding=1)
        self.smooth = nn.Sequential(*(smooth for _ in range(3)))  # expect: TSM107


# build: Moe(2)
# build: Pyramid(2)
