from collections import OrderedDict

from torch import nn


class Heads(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.heads = nn.ModuleDict({"v1.0": nn.Linear(dim, 1), "v2": nn.Linear(dim, 1)})  # expect: TSM303

    def forward(self, x, version):
        return self.heads[version](x)


class Stem(nn.Module):
    def __init__(self):
        super().__init__()
        layers = OrderedDict([("conv.1", nn.Conv2d(3, 4, 3)), ("act", nn.ReLU())])
        self.stem = nn.Sequential(layers)  # expect: TSM303


# build: Heads()
# build: Stem()
