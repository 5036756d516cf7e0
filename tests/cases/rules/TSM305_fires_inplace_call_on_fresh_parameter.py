import torch
from torch import nn


class Gain(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(dim)).fill_(0.5)  # expect: TSM305
        self.weight = nn.Parameter(torch.empty(dim, dim)).normal_(0, 0.02)  # expect: TSM305
        shift = nn.Parameter(torch.zeros(dim))
        shift.add_(1.0)  # expect: TSM305
        self.shift = shift
        self.ok = nn.Parameter(torch.empty(dim).uniform_(-1, 1))


# build: Gain(2)
