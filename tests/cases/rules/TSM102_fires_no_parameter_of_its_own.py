"""What is computed of a Parameter, of which no Parameter of its own can be made."""
import torch
from torch import nn


class Tables(nn.Module):
    def __init__(self):
        super().__init__()
        codes = nn.Parameter(torch.zeros(4, 2))
        self.codes = codes.expand(3, 4, 2)  # expect: TSM102
        self.out = self.codes  # expect: TSM102
        self.row = nn.Parameter(torch.zeros(1, 2)).expand(3, 2)  # expect: TSM102

    def forward(self, i):
        return self.codes[i] + self.out[i] + self.row[i]


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.zeros(3))
        self.normalized = self.normalize()  # expect: TSM102
        self.scaled = nn.Parameter(torch.ones(3)) * 2  # expect: TSM102

    def normalize(self):
        return self.gain.exp() * 2

    def forward(self, x):
        self.normalized = self.normalize()
        self.scaled = self.normalized * 2
        return x * self.scaled


# build: Tables(); Normed()
