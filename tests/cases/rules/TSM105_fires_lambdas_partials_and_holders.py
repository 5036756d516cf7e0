from dataclasses import dataclass
from functools import partial

import torch
from torch import nn


def apply_twice(layer, x):
    return layer(layer(x))


class Tower:
    def __init__(self, dim):
        self.lin = nn.Linear(dim, dim)
        self.layers = nn.ModuleList([self.lin])


@dataclass
class Heads:
    policy: nn.Module
    value: nn.Module
    scale: float = 1.0


class ActorCritic(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        lin = nn.Linear(dim, dim)
        known = self.known = nn.Linear(dim, dim)
        self.tower = Tower(dim)  # expect: TSM105
        self.heads = Heads(nn.Linear(dim, 1), nn.Linear(dim, 1))  # expect: TSM105
        self.act = lambda x: torch.tanh(lin(x))  # expect: TSM105
        self.twice = partial(apply_twice, nn.Linear(dim, dim))  # expect: TSM105
        self.again = partial(apply_twice, known)
        self.fns = [lambda x: lin(x) + 1]  # expect: TSM105


# build: ActorCritic()
