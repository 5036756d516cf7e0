import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
        self._init_()
        self.__init(2)

    def _init_(self):
        # looks like a misspelt constructor, and is a helper of one
        self.lin = nn.Linear(self.dim, self.dim)

    def __init(self, depth):
        self.layers = nn.ModuleList(nn.Linear(2, 2) for _ in range(depth))


class Template(nn.Module):
    def __init__(self):
        super().__init__()
        self._init()

    def _init(self):
        raise NotImplementedError


class Filled(Template):
    def _init(self):
        self.scale = nn.Parameter(torch.ones(1))


# build: Net(2)
# build: Filled()
