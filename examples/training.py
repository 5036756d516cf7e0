"""What an optimizer never sees: tensors that require grad and are no Parameters, layers made at each call."""
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        # Multiplied: a plain tensor now, and parameters() doesn't give it.
        self.weight = nn.Parameter(torch.randn(features)) * 0.01
        # It requires grad, and no optimizer gets it.
        self.shift = torch.zeros(features, requires_grad=True)
        # .to() gives a plain tensor as soon as it has something to do.
        self.gain = nn.Parameter(torch.ones(features)).to(torch.float64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weight * self.gain + self.shift


class Head(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # New random weights at each call, which nothing trains.
        return nn.Linear(self.width, 1)(x)


class Temperature(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.ones(1))

    def cool(self) -> None:
        # A plain tensor over a Parameter: TypeError.
        self.value = self.value * 0.9


class Mixers(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        # One layer four times, with one set of weights.
        self.mixers = nn.ModuleList([nn.Linear(width, width)] * 4)
