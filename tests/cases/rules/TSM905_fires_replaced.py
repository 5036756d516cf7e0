"""Placeholders that each call replaces."""
import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.query = nn.Linear(width, width)
        self.weights = torch.zeros(width)  # expect: TSM905
        self.pyramid = [torch.zeros(0)]  # expect: TSM905
        self.cache = torch.empty(0)  # expect: TSM905

    def fill(self, x):
        self.cache = x

    def forward(self, x):
        self.weights = self.query(x).softmax(-1)
        self.pyramid = [x, x[::2]]
        if x.dim() > 2:
            return self.weights @ self.cache
        return self.weights * x + self.pyramid[0]


class Growing(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.zeros(1, 0)  # expect: TSM905

    def forward(self, x):
        n = self.table.shape[1]  # which None doesn't have
        self.table = torch.ones(1, n + x.shape[-1], device=x.device)
        return x + self.table[:, n:]


class FewShot(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(2, 2)
        self.prototypes = torch.tensor(())  # expect: TSM905

    def support(self, x):
        self.prototypes = self.net(x)

    def forward(self, x):
        return torch.cdist(self.net(x), self.prototypes)


# build: FewShot()
# build: Attention()
# build: Growing()
