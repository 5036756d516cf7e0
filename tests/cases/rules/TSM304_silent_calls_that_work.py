"""Calls of nn.Parameter and of containers of modules that PyTorch takes, or of which it isn't known."""
from collections import OrderedDict

import torch
from torch import nn


class Parameters(nn.Module):
    def __init__(self, data, scale=None):
        super().__init__()
        self.data = nn.Parameter(data)
        self.empty = nn.Parameter()
        self.none = nn.Parameter(None)
        self.later = nn.UninitializedParameter(True)
        self.scale = nn.Parameter(scale if scale is not None else torch.ones(1))
        self.numbers = nn.ParameterList([3.0, torch.ones(1), "name"])
        self.by_keyword = nn.Parameter(data=torch.ones(1), requires_grad=False)


class Containers(nn.Module):
    def __init__(self, layers, parts: dict[str, nn.Module]):
        super().__init__()
        self.given = nn.ModuleList(layers)
        self.named = nn.ModuleList(modules=[nn.Linear(1, 1)])
        self.of_pairs = nn.ModuleDict([("a", nn.Linear(1, 1))])
        self.by_keyword = nn.ModuleDict(modules={"a": nn.Linear(1, 1)})
        self.ordered = nn.Sequential(OrderedDict(a=nn.Linear(1, 1)))
        self.parts = nn.Sequential(parts)
        self.again = nn.ModuleList(nn.Sequential(nn.Linear(1, 1)))
        self.made = nn.ModuleList(nn.Linear(1, 1) for _ in range(2))
        self.values = nn.ParameterList(values=[torch.ones(1)])


# build: Parameters(torch.ones(1)); Containers([nn.Linear(1, 1)], OrderedDict(a=nn.Linear(1, 1)))
