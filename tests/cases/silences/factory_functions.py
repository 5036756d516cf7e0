import torch
from torch import nn


def make_residual(inner: type, scale: float = 1.0):
    """A class for each kind of inner layer."""

    class Residual(nn.Module):
        def __init__(self, *args, **kwargs):
            super().__init__()
            self.inner = inner(*args, **kwargs)
            self.register_buffer("scale", torch.tensor(scale))

        def forward(self, x):
            return x + self.inner(x) * self.scale

    Residual.__name__ = f"Residual{inner.__name__}"
    return Residual


def mlp(*sizes, act=nn.ReLU, last=None):
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layers += [nn.Linear(n_in, n_out), act()]
    return nn.Sequential(*layers[:-1], *([last] if last is not None else []))


def freeze(module):
    return module.requires_grad_(False)


ResidualLinear = make_residual(nn.Linear, 0.5)


class Net(nn.Module):
    def __init__(self, dim=2, head=mlp):
        super().__init__()
        self.body = ResidualLinear(dim, dim)
        self.head = head(dim, dim, 1)
        self.frozen = freeze(mlp(dim, dim, last=nn.Tanh()))
        self.stages = nn.ModuleList(map(make_residual(nn.LayerNorm), (dim, dim)))
        # a factory is a function and holds no state
        self.factories = [mlp, make_residual]

    def forward(self, x):
        for stage in self.stages:
            x = stage(x)
        return self.head(self.frozen(self.body(x)))


# build: net = Net(); net(torch.ones(1, 2)); net
