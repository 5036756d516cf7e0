import torch
from torch import nn


class CausalMask(nn.Module):
    def __init__(self, length: int, window: int = 2):
        super().__init__()
        steps = torch.arange(length)
        self.causal = nn.Parameter(torch.ones(length, length).tril() > 0)  # expect: TSM305
        self.local = nn.Parameter((steps[:, None] - steps).abs() <= window)  # expect: TSM305
        self.padding = nn.Parameter(torch.zeros(length).bool())  # expect: TSM305
        self.block = nn.Parameter(torch.ones(length, length, dtype=torch.bool).triu(1))  # expect: TSM305

    def forward(self, scores):
        return scores.masked_fill(~self.causal, float("-inf"))


# build: CausalMask(4)
