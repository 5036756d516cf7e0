import torch
from torch import nn


class Quantised(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        weight = torch.randn(dim, dim)
        self.q = nn.Parameter(torch.round(weight * 127).to(torch.int8))  # expect: TSM305
        self.zero_point = nn.Parameter(torch.zeros(dim).int())  # expect: TSM305
        self.top = nn.Parameter(weight.argmax(dim=1))  # expect: TSM305
        self.like = nn.Parameter(torch.zeros_like(weight, dtype=torch.int32))  # expect: TSM305
        # too late: the constructor has raised by then
        self.shift = nn.Parameter(torch.tensor([1, 2])).requires_grad_(False)  # expect: TSM305
        self.scale = nn.Parameter(weight.abs().max() / 127)


# build: Quantised()
