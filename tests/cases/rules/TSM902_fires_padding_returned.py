import torch
from torch import nn


class Padded(nn.Module):
    def __init__(self, size: int = 4):
        super().__init__()
        self.size = size
        self.lin = nn.Linear(size, size)

    def forward(self, x):
        missing = self.size - x.size(-1)
        if missing > 0:
            x = torch.cat([x, torch.zeros(x.size(0), missing)], dim=-1)  # expect: TSM902
        return self.lin(x) @ torch.eye(self.size)  # expect: TSM902


# build: Padded()(torch.ones(2, 3))
