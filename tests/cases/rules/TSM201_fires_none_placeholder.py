import torch
import torch.nn as nn


class Affine(nn.Module):
    def __init__(self, channels: int, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = None
        if bias:
            self.register_parameter("bias", nn.Parameter(torch.zeros(channels)))  # expect: TSM201


class Residual(nn.Module):
    def __init__(self, width, project=False):
        super().__init__()
        self.skip = None
        self.body = nn.Linear(width, width)
        if project:
            self.add_module("skip", nn.Linear(width, width))  # expect: TSM201


class KeyCache(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.keys = self.values = None
        self.register_buffer("values", torch.zeros(length), persistent=False)  # expect: TSM201


# build: Affine(3)
# build: Affine(3, bias=False)
# build: Residual(2, project=True)
# build: Residual(2)
# build: KeyCache(4)
