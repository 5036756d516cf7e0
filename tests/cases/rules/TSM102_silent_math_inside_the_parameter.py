import torch
import torch.nn.functional as F
from torch import nn


def scaled(rows, cols, scale=0.02):
    return nn.Parameter(torch.randn(rows, cols) * scale)


class Attention(nn.Module):
    def __init__(self, dim=4, device="cpu", init: torch.Tensor = torch.ones(4)):
        super().__init__()
        self.wq = nn.Parameter(torch.randn(dim, dim) / dim ** 0.5)
        self.wk = nn.Parameter(torch.randn(dim, dim).to(device).double())
        self.wv = nn.Parameter(F.normalize(torch.rand(dim, dim, requires_grad=True)).detach())
        self.wo = scaled(dim, dim)
        self.bias = nn.Parameter(init.clone().detach())
        weight = torch.rand(dim, requires_grad=True)
        self.gate = nn.Parameter(weight)
        self.half_gate = nn.Parameter(self.gate.data * 0.5)
        self.register_parameter("slope", nn.Parameter(self.wq.detach().clone()[0]))
        table = self.wq.detach() * 2
        self.register_buffer("table", table)


# build: Attention()
