import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, dim, kind, tied=False):
        super().__init__()
        # never two of them in one construction
        if kind == "mlp":
            self.out = nn.Sequential(nn.Linear(dim, dim), nn.Linear(dim, 1))
        elif kind == "linear":
            self.out = nn.Linear(dim, 1)
        else:
            self.out = nn.Identity()
        match kind:
            case "mlp":
                self.norm = nn.LayerNorm(dim)
            case _:
                self.norm = nn.BatchNorm1d(dim)
        if tied:
            self.register_buffer("bias", torch.zeros(dim))
        if not tied:
            self.bias = nn.Parameter(torch.zeros(dim))
        if dim > 4:
            self.pool = nn.Linear(dim, dim)
            return
        self.pool = nn.Linear(dim, 1)


# build: Head(2, "mlp")
# build: Head(2, "linear", tied=True)
# build: Head(8, "none")
