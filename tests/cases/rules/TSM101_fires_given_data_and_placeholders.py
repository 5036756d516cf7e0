import torch
from torch import nn


class Subtract(nn.Module):
    def __init__(self, rgb_mean=(0.4, 0.4, 0.4), rgb_std=[1.0, 1.0, 1.0], steps=10, other=None):
        super().__init__()
        self.mean = torch.Tensor(rgb_mean).view(1, 3, 1, 1)  # expect: TSM101
        self.std = torch.Tensor(rgb_std)  # expect: TSM101
        self.cached = torch.empty(0)  # expect: TSM101
        self.beta = torch.linspace(0, 1, steps)  # expect: TSM101
        self.alpha = 1 - self.beta  # expect: TSM101
        self.log_std = torch.zeros(3)  # expect: TSM101
        self.temperature = torch.tensor(1.0)  # expect: TSM101
        self.weight = torch.ones(3)  # expect: TSM101
        self.gamma = torch.ones(3)  # expect: TSM101
        self.output = torch.empty(3)  # forward replaces it

    def forward(self, x):
        self.gamma = self.gamma * 0.9 + x.mean()
        self.output = x / self.temperature
        return (self.output - self.mean) * self.log_std.exp() * self.gamma


# build: Subtract()
