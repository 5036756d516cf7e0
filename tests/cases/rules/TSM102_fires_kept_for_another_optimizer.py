"""A tensor that a method gives another optimizer, and a Parameter that is moved at once."""
import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, k, device="cpu", bias=True):
        super().__init__()
        self.conv = nn.Linear(k, k)
        self.alphas = (1e-3 * torch.randn(k)).requires_grad_()  # expect: TSM102
        self._arch_parameters = [self.alphas]
        self.mean = nn.Parameter(torch.zeros(k), requires_grad=False).to(device)  # expect: TSM101
        self.bias = torch.rand(k) if bias else None  # expect: TSM101

    def arch_parameters(self):
        return self._arch_parameters

    def forward(self, x):
        return self.conv(x) * self.alphas + self.mean + self.bias


# build: Network(2); Network(2, bias=False)
