import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, shape, n, mode="a", bias=True, causal=False, length=None):
        super().__init__()
        if len(shape) not in (2, 3):
            raise ValueError(shape)
        if not 0 <= n <= 100:
            raise ValueError(n)
        if n % shape[0]:
            raise ValueError(n)
        if mode not in ("a", "b"):
            raise ValueError(mode)
        if causal and length is None:
            raise ValueError(length)
        if isinstance(n, int):
            width = n
        else:
            width = n // 2
        if width < 1:
            raise ValueError(width)
        if bias:
            self.bias = nn.Parameter(torch.zeros(width))
        else:
            self.bias = torch.zeros(width).requires_grad_(False)  # expect: TSM101
        if causal and length is not None:
            self.register_buffer("mask", torch.ones(length, length).tril())
        else:
            self.mask = torch.Tensor()  # expect: TSM101


print(Layer((2, 2), 4, bias=False).state_dict())
