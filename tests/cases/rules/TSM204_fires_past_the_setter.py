"""nn.Module.__setattr__ registers modules without asking a property's setter: reading gives what the getter gives."""
import torch
from torch import nn


class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        self._net = None
        self.net = nn.Linear(1, 1)  # expect: TSM204

    @property
    def net(self):
        return self._net

    @net.setter
    def net(self, net):
        self._net = net


class SetFirst(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = None
        self.net = nn.Linear(1, 1)  # expect: TSM204

    @property
    def net(self):
        return self._net

    @net.setter
    def net(self, net):
        self._net = net


class Weighted(nn.Module):
    def __init__(self):
        super().__init__()
        self._weight = None
        self.weight = nn.Parameter(torch.zeros(1))  # expect: TSM201

    @property
    def weight(self):
        return self._weight

    @weight.setter
    def weight(self, weight):
        self._weight = weight


class Registered(nn.Module):
    def __init__(self, mean):
        super().__init__()
        self._mean = mean
        self.register_buffer("mean", torch.zeros(1))  # expect: TSM201

    @property
    def mean(self):
        return self._mean

    @mean.setter
    def mean(self, mean):
        self._mean = mean


# build: assert Wrapped().net is None and SetFirst().net is None
