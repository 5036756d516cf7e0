import math

import torch
from torch import nn


class LayerScale(nn.Module):
    def __init__(self, dim, init=0.1):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(dim))
        self.gamma = self.gamma * init  # expect: TSM203


class GaussianRbf(nn.Module):
    def __init__(self, n, cutoff):
        super().__init__()
        self.register_parameter("centres", nn.Parameter(torch.empty(n)))
        self.reset(n, cutoff)

    def reset(self, n, cutoff):
        self.centres = torch.linspace(0, cutoff, n)  # expect: TSM203


class SineLayer(nn.Module):
    def __init__(self, n_in, n_out, omega=30.0):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_out, n_in))
        bound = math.sqrt(6 / n_in) / omega
        self.weight = torch.rand(n_out, n_in) * 2 * bound - bound  # expect: TSM203


# build: LayerScale(2)
# build: GaussianRbf(3, 5.0)
# build: SineLayer(2, 3)
