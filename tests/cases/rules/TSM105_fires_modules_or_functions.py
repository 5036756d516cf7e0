"""Beside modules there may be functions, which torch's containers refuse: that is the caller's to know."""
from typing import Any, Callable

from torch import nn


class Hash(nn.Module):
    def __init__(self):
        super().__init__()
        self.projection = nn.Linear(2, 2)

    def forward(self, x):
        return self.projection(x)


class Query(nn.Module):
    def __init__(self, keys, hashes: list[Callable[[Any], int]] | None = None):
        super().__init__()
        if hashes is None:
            hashes = [Hash() for _ in keys]
        self.hashes = dict(zip(keys, hashes))  # expect: TSM105
        self.all = [Hash(), Hash()]  # expect: TSM105

    def forward(self, x):
        return sum(each(x) for each in [*self.hashes.values(), *self.all])


# build: Query(["a", "b"])
