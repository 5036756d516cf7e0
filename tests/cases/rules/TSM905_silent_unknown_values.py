"""What isn't known to be a tensor."""
from torch import nn


class Holder(nn.Module):
    def __init__(self, table, sizes, load):
        super().__init__()
        self.table = table
        self.sizes = [size for size in sizes]
        self.loaded = load()

    def forward(self, x):
        return x


# build: Holder(1, (2,), dict)
