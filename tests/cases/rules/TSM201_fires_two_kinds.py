import torch
from torch import nn


class TokenMixer(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mix = nn.Linear(dim, dim)
        self.register_parameter("mix", nn.Parameter(torch.ones(dim)))  # expect: TSM201


class Codebook(nn.Module):
    def __init__(self, size, dim):
        super().__init__()
        self.codes = nn.Parameter(torch.randn(size, dim))
        self.register_module("codes", nn.Embedding(size, dim))  # expect: TSM201


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("eps", torch.tensor(1e-5))
        self.register_parameter(name="eps", param=nn.Parameter(torch.tensor(1e-5)))  # expect: TSM201


# build: TokenMixer(2)
# build: Codebook(4, 2)
# build: Norm()
