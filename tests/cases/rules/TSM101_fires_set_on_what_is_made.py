"""A method that makes an instance gives it a tensor under the name: a Parameter would refuse it, and a buffer is saved."""
import torch
from torch import nn


class Linear8(nn.Module):
    def __init__(self, n, bias=True):
        super().__init__()
        self.register_buffer("weight", torch.empty(n, n, dtype=torch.int8))
        if bias:
            self.bias = torch.empty(n, dtype=torch.float16)  # expect: TSM101
        else:
            self.register_parameter("bias", None)

    def forward(self, x):
        return x @ self.weight.to(x.dtype) + self.bias.to(x.dtype)


class Dynamic8(Linear8):
    @classmethod
    def from_linear(cls, linear):
        made = cls(linear.in_features, linear.bias is not None)
        if linear.bias is not None:
            made.bias = linear.bias.clone().half()
        return made


class Scaled(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gamma = torch.rand(n)  # expect: TSM101

    @classmethod
    def of(cls, values):
        made = cls(len(values))
        made.gamma = nn.Parameter(values)
        return made

    def forward(self, x):
        return x * self.gamma


# build: Linear8(2); Dynamic8(3); Scaled(2)
