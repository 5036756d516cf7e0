"""Names numbered by enumerate from another number than 0."""
from torch import nn


class Net(nn.Module):
    def __init__(self, first=1):
        super().__init__()
        self.add_module("layer0", nn.Conv2d(3, 32, 1))
        for i, channels in enumerate([16, 24], start=1):
            self.add_module("layer%d" % i, nn.Conv2d(32, channels, 1))
        self.add_module("head0", nn.Linear(2, 2))
        for i, width in enumerate([2, 3], first):
            self.add_module(f"head{i}", nn.Linear(2, width))


# build: Net()
