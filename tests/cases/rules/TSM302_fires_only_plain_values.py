import torch.nn as nn


class Scale(nn.Module):
    def __init__(self, factor):
        self.factor = factor  # expect: TSM302
        self.seen = 0

    def forward(self, x):
        return x * self.factor


class Gate(nn.Sigmoid):
    def __init__(self, low, high=1.0):
        self.low, self.high = low, high  # expect: TSM302

    def forward(self, x):
        return self.low + (self.high - self.low) * x.sigmoid()
