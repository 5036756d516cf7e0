"""A lambda that makes a layer which is kept, or one without weights."""
from torch import nn


class Maker(nn.Module):
    def __init__(self, dim, kind="bn"):
        super().__init__()
        self.make = lambda: nn.BatchNorm1d(dim)
        self.act = lambda x: nn.ReLU()(x)
        self.norm = self.make()

    def forward(self, x):
        return x + self.act(self.norm(x))

    def grow(self):
        self.more = self.make()


class Lazy(nn.Module):
    def __init__(self, dim, kind="bn"):
        super().__init__()
        self.make = lambda: nn.BatchNorm1d(dim)
        self.norm = None

    def forward(self, x):
        if self.norm is None:
            self.norm = self.make()
        return x + self.norm(x)


# build: Maker(2); Lazy(2)
