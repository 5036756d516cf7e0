import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim):
        nn.Module.__init__(self)
        self.enc = nn.Linear(dim, dim)


class Codebook(nn.Module):
    def __init__(self, size, dim):
        nn.Module.__init__(self)
        self.register_buffer("codes", torch.randn(size, dim))


class Tokenizer(Encoder, Codebook):
    def __init__(self, dim=2, size=8):
        super().__init__(dim)
        Codebook.__init__(self, size, dim)  # expect: TSM306
        self.dec = nn.Linear(dim, dim)


# build: Tokenizer()
