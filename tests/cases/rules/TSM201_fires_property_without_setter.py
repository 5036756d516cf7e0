import torch
import torch.nn as nn


class Gaussian(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.log_sigma = nn.Parameter(torch.zeros(dim))
        self.sigma = nn.Parameter(torch.ones(dim))  # expect: TSM201

    @property
    def sigma(self):
        return self.log_sigma.exp()


class Sized(nn.Module):
    @property
    def stride(self) -> int:
        return 2


class Patches(Sized):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        self.register_buffer("stride", torch.tensor([2, 2]))  # expect: TSM201


# build: Gaussian(2)
# build: Patches(3)
