import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.dim = dim
        self.rnn = nn.LSTM(dim, dim, batch_first=True)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(0), self.dim)  # expect: TSM902
        c0 = torch.zeros(1, x.size(0), self.dim)  # expect: TSM902
        out, _ = self.rnn(x, (h0, c0))
        return out[:, -1]


# build: Encoder(2)(torch.ones(1, 3, 2))
