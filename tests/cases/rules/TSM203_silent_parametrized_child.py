import warnings

import torch
from torch import nn
from torch.nn.utils import parametrizations


class Orthogonal(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = parametrizations.orthogonal(nn.Linear(dim, dim))
        self.conv = nn.Conv1d(dim, dim, 1)
        self.conv = parametrizations.weight_norm(self.conv)
        # a parametrized weight is a property that takes a tensor
        self.lin.weight = torch.eye(dim)
        self.conv.weight = torch.ones(dim, dim, 1)


class OldStyle(nn.Module):
    def __init__(self, dim):
        super().__init__()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.lin = nn.utils.weight_norm(nn.Linear(dim, dim))

    def forward(self, x):
        # the old weight_norm leaves a plain tensor under this name
        self.lin.weight = torch.eye(x.shape[-1])
        return x


# build: Orthogonal(2)
# build: OldStyle(2)(torch.ones(1, 2))
