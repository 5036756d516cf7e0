import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim, device=None, dtype=None):
        # the caller chooses
        factory = {"device": device, "dtype": dtype}
        super().__init__()
        self.lin = nn.Linear(dim, dim, **factory)
        self.norm = nn.LayerNorm(dim, device=device)
        self.weight = nn.Parameter(torch.ones(dim, **factory))
        self.register_buffer("mean", torch.zeros(dim, device=device))
        self.out = nn.Linear(dim, 1).to(device=device, dtype=dtype)


# build: Net(2)
# build: Net(2, torch.device("meta"))
