"""`.to()` and `.type()` give back a Parameter that has the dtype and the device already, and `_parameters` is the module's own table."""
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(n, dtype=torch.float32)).to(torch.float32)
        self.shift = nn.Parameter(torch.ones(n)).to("cpu", dtype=torch.float)
        self.gain = nn.Parameter(torch.ones(n)).type(torch.float32)

    def forward(self, x):
        return x * self.scale * self.gain + self.shift


class Fake(nn.Module):
    def __init__(self, n):
        super().__init__()
        self._parameters = {"fake": nn.Parameter(torch.ones(n))}
        self._buffers = {"mask": torch.ones(n)}

    def forward(self, x):
        return x * self.fake + self.mask


class Placed(nn.Module):
    def __init__(self, n, device="cpu"):
        super().__init__()
        self.table = nn.Parameter(torch.randn(n, n).to(device), requires_grad=True).to(device)
        self.bias = nn.Parameter(torch.zeros(n, device=device)).to(device=device)

    def forward(self, x):
        return x @ self.table + self.bias


# build: Placed(2)
# build: Block(2); Fake(2)
