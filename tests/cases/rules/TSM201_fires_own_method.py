import torch
from torch import nn


class CausalAttention(nn.Module):
    def __init__(self, length=6, dim=4):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.register_buffer("mask", torch.ones(length, length).tril().bool())  # expect: TSM201

    def mask(self, n):
        return self.mask[:n, :n]


class Mixture(nn.Module):
    def __init__(self, parts=3):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(parts))
        self.weights = nn.Parameter(torch.ones(parts))  # expect: TSM201

    def weights(self):
        return self.logits.softmax(0)


class Decoder(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.add_module("norm", nn.LayerNorm(dim))  # expect: TSM201

    @staticmethod
    def norm(x):
        return x / x.norm()


# build: CausalAttention()
# build: Mixture()
# build: Decoder(4)
