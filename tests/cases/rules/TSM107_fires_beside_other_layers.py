"""One object in several places is no less a mistake where others stand beside it, or another kind in its place."""
from torch import nn


class Beside(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2)])
        layer = nn.Linear(2, 2)
        for _ in range(n):
            self.layers.append(layer)  # expect: TSM107
        self.layers.append(nn.Linear(2, 2))


class Other(nn.Module):
    def __init__(self, n, normed=True):
        super().__init__()
        self.layers = nn.ModuleList()
        if normed:
            layer = nn.LayerNorm(2)
            for _ in range(n):
                self.layers.append(layer)  # expect: TSM107
        else:
            for _ in range(n):
                self.layers.append(nn.Linear(2, 2))


# build: Beside(2); Other(2); Other(2, False)
