"""What a method gives hangs on the class of the object that it is called on, and isinstance tells that."""
from abc import ABC, abstractmethod
from typing import Tuple, Union

import torch
from torch import nn


class Distribution(ABC):
    @abstractmethod
    def net(self, n: int) -> Union[nn.Module, Tuple[nn.Module, nn.Parameter]]:
        """The layers."""


class Gaussian(Distribution):
    def net(self, n: int) -> Tuple[nn.Module, nn.Parameter]:
        return nn.Linear(n, n), nn.Parameter(torch.ones(n))


class StateDependent(Gaussian):
    pass


class Categorical(Distribution):
    def net(self, n: int) -> nn.Module:
        return nn.Linear(n, n)


class Bernoulli(Distribution):
    def net(self, n: int) -> nn.Module:
        return nn.Linear(n, n)


def make(n: int) -> Distribution:
    if n == 1:
        return Gaussian()
    elif n == 2:
        return Categorical()
    elif n == 3:
        return StateDependent()
    return Bernoulli()


class Policy(nn.Module):
    def __init__(self, n: int):
        super().__init__()
        self.dist = make(n)
        if isinstance(self.dist, Gaussian):
            self.action_net, self.log_std = self.dist.net(n)
        elif isinstance(self.dist, (Categorical, Bernoulli)):
            self.action_net = self.dist.net(n)


class Kept(nn.Module):
    def __init__(self, n: int):
        super().__init__()
        self.dist = make(n)
        if isinstance(self.dist, StateDependent):
            self.action_net, self.log_std = self.dist.net(n)
        elif not isinstance(self.dist, Gaussian):
            self.action_net = self.dist.net(n)


# build: Policy(1); Policy(2); Policy(3); Policy(4)
# build: Kept(1); Kept(2); Kept(3); Kept(4)
