import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_out, n_in))
        self.bias = nn.Parameter(torch.empty(n_out))
        self.reset_parameters()
        with torch.set_grad_enabled(False):
            self.bias[0] = 1.0
            self.weight *= 0.5

    @torch.no_grad()
    def reset_parameters(self):
        self.weight.normal_(0, 0.02)
        self.bias.zero_()


class Local(nn.Module):
    def __init__(self, dim):
        super().__init__()
        with torch.no_grad():
            weight = nn.Parameter(torch.ones(dim)).mul_(0.1)
        self.weight = weight


# build: Dense(2, 3)
# build: Local(2)
