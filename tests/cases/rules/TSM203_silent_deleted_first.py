import torch
import torch.nn.functional as F
from torch import nn


class WeightDrop(nn.Module):
    def __init__(self, dim, p=0.5):
        super().__init__()
        self.p = p
        self.lin = nn.Linear(dim, dim)
        raw = self.lin.weight
        del self.lin.weight
        self.raw = nn.Parameter(raw.detach())

    def forward(self, x):
        # the Parameter is gone, so the name is a plain attribute now
        self.lin.weight = F.dropout(self.raw, self.p)
        return self.lin(x)


class Relaxed(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU()
        del self.act
        self.act = F.relu
        self.tau = nn.Parameter(torch.ones(1))
        if hasattr(self, "tau"):
            delattr(self, "tau")
        self.tau = 0.5


# build: WeightDrop(2)(torch.ones(1, 2))
# build: Relaxed()
