import math

import torch
import torch.nn as nn


class Linear(nn.Module):
    def __init__(self, n_in, n_out):
        super(Linear, self).__init__()
        bound = 1 / math.sqrt(n_in)
        # the product is an ordinary tensor again
        self.register_parameter("weight", nn.Parameter(torch.randn(n_out, n_in)) * bound)  # expect: TSM304
        self.register_parameter("bias", -nn.Parameter(torch.ones(n_out)))  # expect: TSM304


# build: Linear(2, 3)
