import weakref

import torch
from torch import nn


class Adapter(nn.Module):
    """Looks at a frozen backbone, whose parameters belong to somebody else."""

    def __init__(self, backbone: nn.Module, dim: int = 2):
        super().__init__()
        # one borrowed module in a list or tuple: the known way to keep it out of state_dict()
        self._backbone = [backbone]
        self._also = (backbone,)
        self.down = nn.Linear(dim, dim)

    @property
    def backbone(self):
        return self._backbone[0]

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x)
        return features + self.down(x)


class Child(nn.Module):
    def __init__(self, parent: nn.Module):
        super().__init__()
        # a plain attribute would make a cycle
        self._parent = [parent]
        self._weak = weakref.ref(parent)
        self.lin = nn.Linear(2, 2)

    @property
    def parent(self):
        return self._weak()


class Parent(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.child = Child(self)

    def forward(self, x):
        return self.child.lin(x) * self.child.parent.scale


# build: net = Adapter(nn.Linear(2, 2)); net(torch.ones(1, 2)); net
# build: net = Parent(); net(torch.ones(1, 2)); net
