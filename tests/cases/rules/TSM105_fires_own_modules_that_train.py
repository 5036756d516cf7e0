"""Own modules without parameters that do something else under train(), or may, or hold a child that does."""
import torch.nn.functional as F
from torch import nn


class Noise(nn.Module):
    def forward(self, x):
        return F.dropout(x, training=self.training)


class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Sequential(nn.Dropout())

    def forward(self, x):
        return self.drop(x)


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Wrapped()


class Weighted(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Linear(2, 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.noise = [Noise(), nn.ReLU()]  # expect: TSM105
        self.wrapped = [Wrapped()]  # expect: TSM105
        self.outer = {"a": Outer()}  # expect: TSM105
        self.weighted = [Weighted()]  # expect: TSM105


# build: Net()
