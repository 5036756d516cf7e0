import torch
from torch import nn


class Decay(nn.Module):
    def __init__(self, size, means, start=None):
        super().__init__()
        self.means = means.clone().detach().requires_grad_(True)  # expect: TSM102
        self.scale = means.detach().abs().requires_grad_()  # expect: TSM102
        self.fixed = means.detach().clone().requires_grad_(False)  # expect: TSM101
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x):
        return x * self.weight * self.scale + self.means - self.fixed


# build: net = Decay(3, torch.ones(3)); net(torch.ones(3)); net
