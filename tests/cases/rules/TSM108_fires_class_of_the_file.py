import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        return x * self.scale.sigmoid()


class GatedSum(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, a, b):
        gate = Gate(self.dim)  # expect: TSM108
        return gate(a) + b


class Lstm(nn.LSTM):
    pass


class Tagger(nn.Module):
    def forward(self, x):
        with torch.no_grad():
            hidden, _ = Lstm(x.size(-1), 4, batch_first=True)(x)  # expect: TSM108
        return hidden


# build: GatedSum(2)(torch.ones(2), torch.ones(2))
# build: Tagger()(torch.ones(1, 3, 2))
