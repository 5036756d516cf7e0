"""What a base registers after many conditions is there for its subclasses, and what isn't drawn is no tensor."""
from functools import reduce
from operator import mul

import torch
from torch import nn
from torch.distributions import Uniform


class Nodes(nn.Module):
    def __init__(self, n=None, shape=None):
        super().__init__()
        assert n is not None or shape is not None
        self.register_buffer("lbound", None)
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
            self.lbound = torch.full((4,), lbound)

    def forward(self, x):
        return x if self.lbound is None else x + self.lbound


class Registers(Nodes):
    def __init__(self, n=None, shape=None, table=None):
        super().__init__(n=n, shape=shape)
        if table is None:
            self.register_buffer("table", torch.ones(4))
        else:
            self.register_buffer("table", table)

    def forward(self, x):
        return x + self.table


class Drawn(nn.Module):
    def __init__(self, dist=Uniform(-1, 1)):
        super().__init__()
        self.shape = dist.batch_shape
        self.register_buffer("start", dist.sample((3,)))

    def forward(self, x):
        return x + self.start


# build: Lif(4); Lif(shape=[2, 2]); Lif(4, lbound=1.0); Registers(4); Registers(4, table=torch.ones(4)); Drawn()
