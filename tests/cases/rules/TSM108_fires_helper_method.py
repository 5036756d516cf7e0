import torch
from torch import nn


class Shortcut(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.n_out = n_out
        self.main = nn.Linear(n_in, n_out)

    def forward(self, x):
        return torch.add(self.main(x), self._match(x))

    def _match(self, x):
        proj = nn.Linear(x.shape[-1], self.n_out, bias=False)  # expect: TSM108
        return proj(x)


class Attention(nn.Module):
    def forward(self, x):
        q, k = self.queries_and_keys(x)
        return q @ k.transpose(-1, -2)

    def queries_and_keys(self, x):
        return self.project(x), self.project(x)

    def project(self, x):
        return nn.Linear(in_features=x.size(-1), out_features=4)(x)  # expect: TSM108


# build: Shortcut(2, 3)(torch.ones(1, 2))
# build: Attention()(torch.ones(1, 5, 2))
