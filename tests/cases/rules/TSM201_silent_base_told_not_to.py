import torch
import torch.nn as nn


class Normaliser(nn.Module):
    def __init__(self, dim, learned=True):
        super().__init__()
        if learned:
            self.gain = nn.Parameter(torch.ones(dim))
        self.dim = dim


class FixedNormaliser(Normaliser):
    def __init__(self, dim):
        # with learned=False the base leaves the name free
        super().__init__(dim, learned=False)
        self.register_buffer("gain", torch.ones(dim))


class Unbiased(nn.Linear):
    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out, bias=False)
        self.register_parameter("bias", nn.Parameter(torch.zeros(n_out)))
        self.register_buffer("mask", torch.ones(n_out, n_in))


# build: Normaliser(2)
# build: FixedNormaliser(2)
# build: Unbiased(2, 3)
