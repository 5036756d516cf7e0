from functools import partial

import torch
import torch.nn.functional as F
from torch import nn


class Grouped(nn.Module):
    """Lists over Parameters that are registered anyway: for optimizers and for looping."""

    def __init__(self, backbone: nn.Module):
        super().__init__()
        self.backbone = backbone
        self.w = nn.Parameter(torch.ones(2, 2))
        self.b = nn.Parameter(torch.zeros(2))
        self.lin = nn.Linear(2, 2)
        self.decayed = [self.w, self.lin.weight]
        self.plain = {"b": self.b, "lin": self.lin.bias}
        self.everything = list(self.parameters())
        self.by_name = dict(self.named_parameters())
        self.slow = [p for p in self.backbone.parameters() if p.requires_grad]
        self.groups = [{"params": [self.w], "lr": 0.1}, {"params": self.lin.parameters()}]
        self.project = partial(F.linear, weight=self.w)
        self.scale = lambda x: x * self.b
        w = self.w
        self.twice = lambda x: x @ w
        self.optimizer = torch.optim.SGD(self.parameters(), lr=0.1)


# build: Grouped(torch.nn.Linear(1, 1))
