"""A function that gives a number for a number, and a tensor for a tensor."""
import torch
from torch import nn


def prepared(value):
    is_number = not isinstance(value, torch.Tensor)
    return is_number, (torch.tensor([float(value)]) if is_number else value.clone().detach())


def scales(low, high):
    low_is_number, low = prepared(low)
    high_is_number, high = prepared(high)
    scale = 1 / (high - low)
    if low_is_number and high_is_number:
        return scale.item(), torch.zeros_like(scale).item()
    return scale, torch.zeros_like(scale)


def scales_of(tensor, bits, symmetric):
    if symmetric:
        scale, zero = scales(-tensor.abs(), tensor.abs())
    else:
        scale, zero = scales(tensor.min(), tensor.max())
    if bits is not None:
        scale = scale * bits
    return scale, zero


class Wrapped(nn.Module):
    def __init__(self, layer, symmetric=False):
        super().__init__()
        self.layer = layer
        scale, zero = scales_of(layer.bias.detach(), 8, symmetric)
        self.register_buffer("scale", scale)
        self.register_buffer("zero", zero)


# build: Wrapped(nn.Linear(2, 2))
