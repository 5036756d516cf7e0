import torch
from torch import nn
from torch.nn.parameter import Parameter


class Positions(nn.Module):
    def __init__(self, length, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = Parameter(torch.zeros(length, dim))
        elif kind == "none":
            self.table = None
        else:
            raise ValueError(kind)
        self.register_buffer("table", torch.zeros(length, dim))  # expect: TSM201


class Head(nn.Module):
    def __init__(self, dim, tie):
        super().__init__()
        if tie:
            self.bias = 0.0
        self.proj = nn.Linear(dim, dim, bias=False)
        if tie:
            self.register_parameter("bias", Parameter(torch.zeros(dim)))  # expect: TSM201


class Noisy(nn.Module):
    def __init__(self, n, bias: bool = True):
        super().__init__()
        self.bias = bias
        if bias:
            self.shift = nn.Parameter(torch.ones(n))
        else:
            self.register_parameter("bias", None)  # expect: TSM201

    def forward(self, x):
        return x + self.shift if self.bias is not None else x


# build: Positions(4, 2)
# build: Positions(4, 2, kind="none")
# build: Head(2, tie=True)
# build: Head(2, tie=False)
# build: Noisy(2)
