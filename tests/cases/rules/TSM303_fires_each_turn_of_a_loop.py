"""What a loop names, by its rounds: told once, with the loop's own name to write."""
from torch import nn


class Blocks(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.first = nn.Sequential()
        for i in range(3):
            self.first.add_module("block.%s" % i, nn.Linear(n, n))  # expect: TSM303
        self.second = nn.Sequential()
        for name in ("a.b", "a.c"):
            self.second.add_module(name, nn.Linear(n, n))  # expect: TSM303

    def forward(self, x):
        return self.second(self.first(x))


# build: Blocks()
