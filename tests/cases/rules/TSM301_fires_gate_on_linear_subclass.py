import torch
from torch import nn


class GatedLinear(nn.Linear):
    def __init__(self, n_in, n_out, *, bias=True):
        self.mask = nn.Buffer(torch.ones(n_out), persistent=False)  # expect: TSM301
        super().__init__(n_in, n_out, bias=bias)

    def forward(self, x):
        return super().forward(x) * self.mask


class MaskedEmbedding(nn.Embedding):
    def __init__(self, rows, dim):
        with torch.no_grad():
            self.gate = nn.Parameter(torch.ones(dim).mul(0.5))  # expect: TSM301
        super().__init__(rows, dim)


# build: GatedLinear(2, 3)
# build: MaskedEmbedding(5, 2)
