import torch
import torch.nn.functional as F
from torch import nn


class Mlp(nn.Module):
    def __init__(self, dim, fast=False):
        super().__init__()
        self.act = nn.ReLU()
        self.fc = nn.Linear(dim, dim)
        if fast:
            self.act = F.relu  # expect: TSM203


class Pooled(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.add_module("pool", nn.AdaptiveAvgPool1d(1))
        self.pool = lambda x: x.mean(-1)  # expect: TSM203


class Normed(nn.Module):
    def __init__(self, dim, norm="layer"):
        super().__init__()
        self.norm = nn.Identity()
        setattr(self, "norm", nn.LayerNorm if norm == "layer" else nn.GroupNorm)  # expect: TSM203


class Reducer(nn.Module):
    def __init__(self):
        super().__init__()
        self.reduce = nn.Flatten()
        self.reduce = torch.mean  # expect: TSM203


# build: Mlp(2, fast=True)
# build: Mlp(2)
# build: Pooled(2)
# build: Normed(2)
# build: Reducer()
