"""Tensors that meet others which a method makes on the CPU: on the GPU these must be made there too."""
import torch
from torch import nn


class Depth(nn.Module):
    def __init__(self, start, end):
        super().__init__()
        self.end = end
        self.sigma = torch.tensor([start])  # expect: TSM101
        self.goal = torch.ones(3)  # expect: TSM101
        self.free = torch.ones(3)  # expect: TSM101
        self.bounds = torch.tensor([start, end])  # expect: TSM101

    def forward(self, x, cost=1.0):
        self.sigma = torch.maximum(0.9 * self.sigma, torch.tensor([self.end]))
        weights = torch.cat((self.goal, cost * torch.ones(2)))
        drawn = torch.empty(1).uniform_(self.bounds[0], self.bounds[1]) + self.bounds.to(x.device).sum().cpu()
        return drawn.to(x.device) + x * self.sigma.to(x.device) + weights.to(x.device).sum() + self.free


# build: Depth(1.0, 0.5)
