import typing as t

import torch
from torch import Tensor, nn


class Gate(nn.Module):
    weight: Tensor  # annotations alone hold nothing
    bias: t.Optional[Tensor]
    threshold: t.ClassVar[float] = 0.5

    def __init__(self, dim: int, sample: Tensor, bias: bool = True):
        super().__init__()
        example = torch.zeros(1, dim)
        scale = example.abs().max().clamp(min=1.0)
        steps: Tensor = torch.arange(dim)
        self.width = sample.shape[-1]
        self.pairs = steps[: dim // 2].shape[0]
        self.weight = nn.Parameter(torch.ones(dim) / scale)
        self.register_buffer("steps", steps)
        if bias:
            self.bias = nn.Parameter(torch.zeros(dim))
        else:
            self.register_parameter("bias", None)

    @staticmethod
    def table(n):
        rows = torch.eye(n)
        return rows

    @property
    def mask(self):
        return torch.ones(self.width).tril()


# build: Gate(4, torch.ones(2, 3))
# build: Gate(4, torch.ones(2, 3), bias=False)
