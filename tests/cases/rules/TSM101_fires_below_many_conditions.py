"""What a base asks of its arguments is no reason to keep silent about what its subclasses set under a condition."""
from functools import reduce
from operator import mul

import torch
from torch import nn
from torch.distributions import Uniform


class Nodes(nn.Module):
    def __init__(self, n=None, shape=None):
        super().__init__()
        assert n is not None or shape is not None
        if n is None:
            self.n = reduce(mul, shape)
        else:
            self.n = n
        if shape is None:
            self.shape = [self.n]
        else:
            self.shape = shape
        assert self.n == reduce(mul, self.shape)


class Lif(Nodes):
    def __init__(self, n=None, shape=None, lbound=None):
        super().__init__(n=n, shape=shape)
        if lbound is None:
            self.lbound = None
        else:
            self.lbound = torch.full((4,), lbound)  # expect: TSM101

    def forward(self, x):
        return x if self.lbound is None else x + self.lbound


class Drawn(nn.Module):
    def __init__(self, dist=Uniform(-1, 1)):
        super().__init__()
        self.dist = dist
        self.start = dist.sample((3,))  # expect: TSM101
        self.again = self.dist.rsample((3,))  # expect: TSM101

    def forward(self, x):
        return x + self.start + self.again


# build: Lif(4); Lif(shape=[2, 2]); Lif(4, lbound=1.0); Drawn()
