import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)

    def forward(self, x: torch.Tensor, mask=None):
        length = x.size(1)
        steps = torch.arange(length, device=x.device)
        noise = torch.randn(x.shape, dtype=x.dtype, device=self.lin.weight.device)
        if mask is None:
            mask = torch.ones(length, dtype=torch.bool, device=x.device)
        options = {"device": x.device, "dtype": x.dtype}
        bias = torch.zeros(length, 1, **options)  # the options may hold a device
        return self.lin(x + noise + bias) * steps[:, None] * mask[:, None]


# build: Encoder(2)(torch.ones(1, 3, 2))
