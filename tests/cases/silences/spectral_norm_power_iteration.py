import torch
import torch.nn.functional as F
from torch import nn


class SpectralNorm(nn.Module):
    """Wraps a layer: keeps its weight as weight_orig, and the singular vectors as buffers."""

    def __init__(self, layer: nn.Module, name: str = "weight", iterations: int = 1):
        super().__init__()
        self.layer, self.name, self.iterations = layer, name, iterations
        weight = getattr(layer, name)
        rows = weight.flatten(1)
        self.register_buffer("u", F.normalize(rows.new_empty(rows.size(0)).normal_(), dim=0))
        self.register_buffer("v", F.normalize(rows.detach().t() @ self.u, dim=0))
        # the layer keeps the weight under another name, so that the optimizer trains that one
        del layer._parameters[name]
        layer.register_parameter(name + "_orig", nn.Parameter(weight.detach().clone()))

    def forward(self, x):
        weight = getattr(self.layer, self.name + "_orig")
        rows = weight.flatten(1)
        if self.training:
            with torch.no_grad():
                for _ in range(self.iterations):
                    self.v = F.normalize(rows.t() @ self.u, dim=0)
                    self.u = F.normalize(rows @ self.v, dim=0)
        sigma = torch.dot(self.u.clone(), rows @ self.v.clone())
        return F.linear(x, weight / sigma, self.layer.bias)


class Critic(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.first = nn.utils.parametrizations.spectral_norm(nn.Linear(dim, dim))
        self.second = nn.Linear(dim, dim)
        self.second = nn.utils.parametrizations.weight_norm(self.second)
        self.third = SpectralNorm(nn.Linear(dim, 1))

    def forward(self, x):
        return self.third(self.second(self.first(x).relu()).relu())


# build: net = Critic(); net(torch.randn(2, 4)); net
