import math

import torch
from torch import nn


class Statistics(nn.Module):
    def __init__(self, sample: torch.Tensor, values=(1.0, 2.0)):
        super().__init__()
        t = torch.tensor(values)
        self.mean = t.mean().item()
        self.log_mean = math.log(t.mean())
        self.std = float(t.std())
        self.bins = int(t.argmax())
        self.shape = sample.shape[1:]
        self.batch, *self.rest = sample.size()
        self.in_dtype, self.device = sample.dtype, sample.device
        self.total = sample.numel() + len(t)
        self.listed = t.tolist()
        self.positive = bool((t > 0).all())
        self.same = torch.equal(t, t) and torch.allclose(t, t)
        self.ndim = sample.dim() * t.ndim
        self.eps = torch.finfo(t.dtype).eps
        self.step = t.stride(0)
        self.text = f"{t}"
        self.is_float = t.is_floating_point()
        self.result = torch.result_type(t, 1)
        self.tensor_type = torch.Tensor  # the class, not an instance


def scales(bits, value):
    is_number = not isinstance(value, torch.Tensor)
    value = torch.tensor(value) if is_number else value.detach()
    scale = (2 ** bits - 1) / value
    if is_number:
        return scale.item(), torch.zeros_like(scale).item()
    return scale, torch.zeros_like(scale)


class Clipped(nn.Module):
    def __init__(self, bits, most):
        super().__init__()
        self.most = most
        self.scale, self.zero = scales(bits, most)

    def forward(self, x):
        return (x.clamp(0, self.most) * self.scale).round() / self.scale - self.zero


# build: Statistics(torch.ones(2, 3))
# build: Clipped(4, 1.0)
