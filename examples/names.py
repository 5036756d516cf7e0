"""Names that are taken, refused, hidden, or given twice."""
import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, features: int, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = None
        if bias:
            # The name is a plain attribute already (None): KeyError.
            self.register_parameter("bias", nn.Parameter(torch.zeros(features)))


class Coder(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        # A copied line: the first layer is thrown away without a word.
        self.fc1 = nn.Linear(width, 1)
        # self.encode gives the method below, and never this layer.
        self.encode = nn.Linear(width, width)
        # A dot in a name: KeyError.
        self.add_module("norm.1", nn.LayerNorm(width))
        # A parameter has to be an nn.Parameter: TypeError.
        self.register_parameter("gain", torch.ones(width))

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc1(x)


class Heads(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        # `type` is a method of nn.Module, and so of nn.ModuleDict: KeyError.
        self.heads = nn.ModuleDict({"age": nn.Linear(width, 1), "type": nn.Linear(width, 4)})
