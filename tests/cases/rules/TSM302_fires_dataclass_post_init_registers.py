from dataclasses import dataclass

from torch import nn


@dataclass(eq=False)
class Mlp(nn.Module):
    width: int = 4
    depth: int = 2

    def __post_init__(self):
        n = self.width
        self.layers = nn.ModuleList(nn.Linear(n, n) for _ in range(self.depth))  # expect: TSM302

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x


# build: Mlp()
