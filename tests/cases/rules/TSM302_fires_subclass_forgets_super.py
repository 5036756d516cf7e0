import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)

    def forward(self, x):
        return x + self.lin(x)


class ScaledResidual(Residual):
    def __init__(self, dim, init_value=1e-4):
        self.dim = dim
        self.register_parameter("gamma", nn.Parameter(torch.full((dim,), init_value)))  # expect: TSM302


class NoisyLinear(nn.Linear):
    def __init__(self, n_in, n_out, sigma=0.017):
        self.sigma = sigma
        self.register_buffer(name="eps", tensor=torch.zeros(n_out, n_in), persistent=False)  # expect: TSM302


# build: ScaledResidual(3)
# build: NoisyLinear(2, 3)
