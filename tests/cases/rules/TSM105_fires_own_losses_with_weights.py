"""A loss whose base registers its weight holds a buffer, and one whose forward hangs on train() is something to lose."""
import torch
from torch import nn
from torch.nn.modules.loss import _Loss, _WeightedLoss


class Weighted(_WeightedLoss):
    def __init__(self, weight):
        super().__init__(weight=weight)

    def forward(self, a, b):
        return (self.weight * (a - b)).sum()


class Annealed(_Loss):
    def forward(self, a, b):
        return (a - b).sum() * (0.5 if self.training else 1.0)


class Expert(nn.Module):
    def __init__(self):
        super().__init__()
        self.weighted = [Weighted(torch.ones(2))]  # expect: TSM105
        self.annealed = [Annealed()]  # expect: TSM105

    def forward(self, a, b):
        return sum(loss(a, b) for loss in self.weighted + self.annealed)


# build: Expert()
