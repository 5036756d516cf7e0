"""A module made around one that is there: its weights are those that it is given."""
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x * self.scale


class Residual(nn.Module):
    def __init__(self, inner: Block):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Counted(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x):
        return self.inner(x)


class Chained(nn.Module):
    def __init__(self, inners: list[Block]):
        super().__init__()
        self.inners = nn.ModuleList(inners)

    def forward(self, x):
        for inner in self.inners:
            x = inner(x)
        return x


class OrBlock(nn.Module):
    def __init__(self, inner=None):
        super().__init__()
        if inner is None:
            inner = Block()
        self.inner = inner

    def forward(self, x):
        return self.inner(x)


class Scaled(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.inner(x) * self.scale


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.register_buffer("weights", torch.ones(3))

    def wrapped(self, module):
        return Residual(module)

    @property
    def counted(self):
        return self.wrapped(self.block)

    @property
    def scaled(self):
        return Scaled(self)

    def forward(self, x):
        x = Residual(self.block)(x)
        x = self.wrapped(self.block)(x)
        x = Counted(self.block)(x)
        x = Chained([self.block])(x)
        x = OrBlock(self.block)(x)
        x = nn.Sequential(self.block, nn.ReLU())(x)
        return nn.DataParallel(self.block)(x)

    def loss(self, x, y):
        return nn.CrossEntropyLoss(weight=self.weights)(self(x), y)


class Weighted(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("weights", torch.ones(3))

    def forward(self, x, y):
        return nn.CrossEntropyLoss(weight=self.weights)(x, y) + nn.BCEWithLogitsLoss(pos_weight=self.weights)(x, y)


# build: Net()(torch.ones(1, 2)); Weighted()(torch.ones(2, 3), torch.ones(2, 3))
