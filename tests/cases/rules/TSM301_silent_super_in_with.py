import contextlib

import torch
from torch import nn


class Deterministic(nn.Module):
    """Draws its weights from its own seed."""

    def __init__(self, dim, seed=0):
        self.seed = seed
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            super().__init__()
            self.lin = nn.Linear(dim, dim)
        self.out = nn.Linear(dim, 1)


class Quiet(nn.Module):
    def __init__(self, dim):
        with contextlib.suppress(AttributeError):
            nn.Module.__init__(self)
        self.lin = nn.Linear(dim, dim)


# build: Deterministic(2)
# build: Quiet(2)
