import copy
from copy import deepcopy

from torch import nn


def clones(module, n):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(n)])


class Decoder(nn.Module):
    def __init__(self, dim, depth=2):
        super().__init__()
        layer = nn.Linear(dim, dim)
        # a deep copy has Parameters of its own
        self.layers = nn.ModuleList([deepcopy(layer) for _ in range(depth)])
        self.by_name = nn.ModuleDict({k: deepcopy(layer) for k in ("q", "k")})
        self.norms = clones(nn.LayerNorm(dim), depth)
        self.last = layer


# build: Decoder(2)
