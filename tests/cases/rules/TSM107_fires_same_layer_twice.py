from collections import OrderedDict

from torch import nn


class Generator(nn.Module):
    def __init__(self, dim):
        super().__init__()
        hidden = nn.Linear(dim, dim)
        act = nn.LeakyReLU(0.2)
        self.net = nn.Sequential(hidden, act, hidden, act)  # expect: TSM107
        bn = nn.BatchNorm1d(dim)
        self.norms = nn.ModuleList([bn, bn])  # expect: TSM107


class Named(nn.Module):
    def __init__(self, dim):
        super().__init__()
        conv = nn.Conv1d(dim, dim, 3)
        self.body = nn.Sequential(  # expect: TSM107
            OrderedDict([("conv1", conv), ("relu", nn.ReLU()), ("conv2", conv)])
        )


# build: Generator(2)
# build: Named(2)
