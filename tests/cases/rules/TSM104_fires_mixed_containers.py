import torch
from torch import nn


class Blend(nn.Module):
    """A container of several kinds is reported once, for its Parameters."""

    def __init__(self, dim=2):
        super().__init__()
        self.w = nn.Parameter(torch.ones(dim))
        self.lin = nn.Linear(dim, dim)
        self.state = {  # expect: TSM104
            "layer": nn.Linear(dim, dim),
            "alpha": nn.Parameter(torch.zeros(1)),
            "mask": torch.ones(dim),
        }
        self.partly = [self.w, nn.Parameter(torch.zeros(dim)), self.lin.weight]  # expect: TSM104
        self.steps = [  # expect: TSM104
            (nn.Linear(dim, dim), nn.Parameter(torch.ones(1))),
            (nn.ReLU(), None),
        ]
        self.rest = [torch.zeros(1), "name"]  # expect: TSM103
        self.more = []
        self.more.extend([torch.zeros(1), nn.Parameter(torch.zeros(1))])  # expect: TSM104
        self.more.append(torch.ones(1))  # expect: TSM103


# build: Blend()
