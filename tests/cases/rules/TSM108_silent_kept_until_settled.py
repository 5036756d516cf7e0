import torch
from torch import nn


class Flagged(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.built = False

    def forward(self, x):
        if not self.built:
            self.weight = nn.Parameter(torch.zeros(self.width))
            self.built = True
        return x * self.weight


class ResetElsewhere(nn.Module):
    def __init__(self, width, phase="start"):
        super().__init__()
        self.width = width
        self.phase = phase

    def forward(self, x):
        if self.phase == "start":
            self.weight = nn.Parameter(torch.zeros(self.width))
        return x * self.weight


def train(net):
    net(torch.ones(1, 3))
    net.phase = "later"


class AskedFor(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.weight = None

    def forward(self, x, anew=False):
        if anew:
            self.weight = nn.Parameter(torch.zeros(self.width))
        return x if self.weight is None else x * self.weight


class Training(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.was_training = self.training

    def forward(self, x):
        if self.training:
            self.noise = nn.Parameter(torch.randn(self.width))
        return x * self.noise


class Counted(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.register_buffer("ready", torch.tensor(0))

    def forward(self, x):
        if self.ready == 0:
            self.weight = nn.Parameter(torch.zeros(self.width))
            self.ready.fill_(1)
        return x * self.weight


# build: net = Flagged(3); net(torch.ones(3)); net
# build: net = Counted(3); net(torch.ones(3)); net
