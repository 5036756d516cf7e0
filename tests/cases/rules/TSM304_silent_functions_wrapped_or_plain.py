import torch
import torch.nn.functional as F
from torch import nn


class Lambda(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn  # a plain attribute is the right place for a function

    def forward(self, x):
        return self.fn(x)


class Net(nn.Module):
    def __init__(self, dim, act=nn.ReLU, norm=None):
        super().__init__()
        self.act = F.gelu
        self.add_module("tanh", Lambda(torch.tanh))
        self.body = nn.Sequential(nn.Linear(dim, dim), Lambda(lambda x: x.flatten(1)), act())
        self.ops = [F.relu, torch.sigmoid]
        self.kinds = {"lin": nn.Linear, "conv": nn.Conv1d}
        self.post = nn.ModuleList([norm(dim)] if norm else [])


# build: Net(2).body(torch.ones(1, 2))
# build: Net(2, nn.Tanh, nn.LayerNorm)
