import torch
from torch import nn


class Codes(nn.Module):
    def __init__(self, n=3, learn=True):
        super().__init__()
        self.codes = torch.randn(n, 2, requires_grad=True)
        self.codes = nn.Parameter(self.codes)  # replaces the plain tensor
        self.scale = torch.ones(n)
        self.scale.requires_grad = True
        self._wrap("scale")

        if learn:
            self.shift = torch.zeros(n, requires_grad=True)
        if learn:
            self.shift = nn.Parameter(self.shift)

        self.probe = torch.ones(n).requires_grad_()
        self.probe.sum().backward()
        self.probe_size = int(self.probe.grad.sum())
        del self.probe

    def _wrap(self, name):
        setattr(self, name, nn.Parameter(getattr(self, name)))


# build: Codes()
# build: Codes(learn=False)
