import torch
from torch import nn


class Table(nn.Module):
    def __init__(self, rows, dim, device="cpu", dtype=torch.float64):
        super().__init__()
        # .to() gives the Parameter back only where there is nothing to do
        self.register_parameter("table", nn.Parameter(torch.zeros(rows, dim)).to(device))  # expect: TSM304
        self.register_parameter("offset", nn.Parameter(torch.zeros(dim)).to(dtype))  # expect: TSM304
        self.register_parameter("scale", nn.Parameter(torch.ones(dim)).double())  # expect: TSM304
        self.register_parameter("copy", nn.Parameter(torch.ones(dim)).clone())  # expect: TSM304


# build: Table(2, 2, device="meta")
