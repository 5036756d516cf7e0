"""Modules over properties that reading them reaches: the getter fails, or gives what is registered."""
import torch
from torch import nn


class GetterFails(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(1, 1)
        self.weight = nn.Parameter(torch.zeros(1))

    @property
    def net(self):
        return self._net

    @net.setter
    def net(self, net):
        self._net = net

    @property
    def weight(self):
        return getattr(self, "_weight")

    @weight.setter
    def weight(self, weight):
        self._weight = weight


class OutOfTheTable(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(1, 1)
        self.other = nn.Linear(1, 1)

    @property
    def net(self):
        return self._modules["net"]

    @net.setter
    def net(self, net):
        self._modules["net"] = net

    @property
    def other(self):
        return self._modules["other"]


class BySuper(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(1, 1)

    @property
    def net(self):
        return super().__getattr__("net")


# build: assert GetterFails().net is not None and OutOfTheTable().net is not None and OutOfTheTable().other is not None
# build: assert GetterFails().weight is not None and BySuper().net is not None
