"""What torch.jit is told of a method makes no property of it: who calls it gets a module."""
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)

    @torch.jit.unused
    def head(self):
        return nn.Linear(2, 2)

    @torch.jit.ignore
    def neck(self):
        return nn.Linear(2, 2)

    @torch.jit.export
    def tail(self):
        return nn.Linear(2, 2)

    def forward(self, x):
        return self.fc(x)


# build: Net().head()(torch.ones(1, 2)); Net().neck(); Net().tail()
