import torch
from torch import nn


class Whitening(nn.Module):
    def __init__(self, dim=3, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.register_buffer("running_mean", torch.zeros(dim))
        self.register_buffer("running_var", torch.ones(dim), persistent=False)
        self.mean = self.running_mean  # expect: TSM106
        self._var: torch.Tensor = self.running_var  # expect: TSM106
        self.std = self.running_var.sqrt()  # expect: TSM101
        self.dim = self.running_mean.shape[0]

    def forward(self, x):
        # after .to() this mixes the old device's mean with the new one's variance
        return (x - self.mean) / (self.running_var + self.eps).sqrt() / self.std


# build: Whitening()
