import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self, vocab=5, dim=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.out = nn.Linear(dim, vocab, bias=False)
        self.out.weight = self.emb.weight
        self.weight = self.emb.weight  # one Parameter under two names is registered under both
        self.bias = self.alias = nn.Parameter(torch.zeros(vocab))
        self.gain, self.shift = nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(1))
        first, *_ = self.emb.parameters()
        self.lookup = first
        setattr(self.out, "bias", self.bias)
        self.__dict__["hidden"] = torch.ones(1, requires_grad=True)  # hidden on purpose

    @property
    def scaled(self):
        return self.weight * 2

    def forward(self, x):
        self.unit = self.weight / self.weight.norm()
        return self.out(self.emb(x)) @ self.unit


# build: Tied()
