"""The same things as PyTorch wants them: nothing in this file is reported."""
import torch
from torch import nn


class RunningNorm(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features) * 0.01)
        self.register_buffer("running_mean", torch.zeros(features))
        self.register_buffer("running_var", torch.ones(features))
        self.register_buffer("mask", torch.ones(features, features).tril(), persistent=False)

    @property
    def variance(self) -> torch.Tensor:
        return self.running_var

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight * (x - self.running_mean) / self.variance.sqrt()


class Affine(nn.Module):
    def __init__(self, features: int, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        if bias:
            self.bias = nn.Parameter(torch.zeros(features))
        else:
            self.register_parameter("bias", None)

    @torch.no_grad()
    def shrink(self) -> None:
        self.weight.mul_(0.9)


class Pyramid(nn.Module):
    def __init__(self, sizes: list[int], width: int) -> None:
        super().__init__()
        self.laterals = nn.ModuleList([nn.Conv2d(size, width, 1) for size in sizes])
        self.heads = nn.ModuleDict()
        for name in ("boxes", "labels"):
            self.heads[name] = nn.Conv2d(width, width, 3, padding=1)
        self.scales = nn.ParameterList([nn.Parameter(torch.ones(1)) for _ in sizes])
        self.rows = nn.ModuleList([nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in sizes])
        # A list of Parameters that are registered as well is fine.
        self.no_decay = [p for p in self.scales]


class Student(nn.Module):
    def __init__(self, width: int, teacher: nn.Module) -> None:
        super().__init__()
        self.fc = nn.Linear(width, width)
        # One borrowed module in a list: hidden on purpose, neither trained nor saved with this one.
        self._teacher = [teacher]
