import torch
import torch.nn.functional as F
from torch import nn


class GaussianPolicy(nn.Module):
    """What is computed from a Parameter once, in __init__, keeps that one graph for ever."""

    def __init__(self, dim=3, hidden=4):
        super().__init__()
        self.log_std = nn.Parameter(torch.zeros(dim))
        self.chol = nn.Parameter(torch.eye(dim))
        self.net = nn.Linear(dim, hidden)
        self.std = self.log_std.exp()  # expect: TSM102
        self.cov = self.chol @ self.chol.T  # expect: TSM102
        self.mix = F.softmax(self.log_std, dim=-1)  # expect: TSM102
        self.back = self.net.weight.t()  # expect: TSM102
        std = self.log_std * 2
        self.low, self.high = -std, std  # expect: TSM102
        self.low_plain = std.detach()  # expect: TSM101

    def forward(self, x):
        return self.net(x) @ self.back.t(), self.std - self.low_plain


# build: GaussianPolicy()
