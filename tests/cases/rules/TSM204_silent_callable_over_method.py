import functools

import torch
from torch import nn


class Switch(nn.Module):
    def __init__(self, dim, fast=True):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        # a callable takes the method's place on purpose
        self.forward = self.forward_fast if fast else self.forward_slow
        self.extra_repr = lambda: f"fast={fast}"
        self.train = functools.partial(self._train, fast)

    def forward_fast(self, x):
        return self.lin(x)

    def forward_slow(self, x):
        return self.lin(x).double()

    def _train(self, fast, mode=True):
        return self


class Compiled(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.forward = self.fast
        setattr(self, "zero_grad", torch.no_grad()(self.zero_grad))

    def fast(self, x):
        return self.lin(x)


# build: Switch(2)(torch.ones(2))
# build: Compiled(2)(torch.ones(2))
