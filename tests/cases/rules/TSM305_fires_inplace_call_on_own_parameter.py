import math

import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_out, n_in))
        self.bias = nn.Parameter(torch.empty(n_out))
        self.reset_parameters()

    def reset_parameters(self):
        # without torch.no_grad() a leaf that requires grad can't be written to
        bound = 1 / math.sqrt(self.weight.size(1))
        self.weight.uniform_(-bound, bound)  # expect: TSM305
        self.bias.zero_()  # expect: TSM305

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


# build: Dense(2, 3)
