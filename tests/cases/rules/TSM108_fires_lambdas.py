"""A lambda of the constructor that makes a layer at each call."""
from torch import nn


class Block(nn.Module):
    def __init__(self, dim, kind="bn"):
        super().__init__()
        if kind == "ln":
            self.norm2 = nn.LayerNorm(dim)
        elif kind == "bn":
            self.norm2 = lambda x: nn.BatchNorm1d(dim)(x.transpose(1, 2)).transpose(1, 2)

    def forward(self, x):
        return x + self.norm2(x)  # expect: TSM108


class Block2(nn.Module):
    def __init__(self, dim, kind="bn"):
        super().__init__()
        self.norm2 = lambda x: nn.BatchNorm1d(dim)(x)

    def forward(self, x):
        return x + self.norm2(x)  # expect: TSM108


# build: Block(2); Block2(2)
