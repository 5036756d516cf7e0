"""Constructors that never reach nn.Module.__init__, reach it too late, or reach it twice."""
from dataclasses import dataclass

import torch
from torch import nn


class Late(nn.Module):
    def __init__(self, width: int) -> None:
        # There are no tables to register in yet: AttributeError.
        self.fc = nn.Linear(width, width)
        super().__init__()


class Never(nn.Module):
    def __init__(self, width: int) -> None:
        # super().__init__() is missing: AttributeError.
        self.fc = nn.Linear(width, width)


@dataclass(eq=False)
class Scorer(nn.Module):
    # The __init__ that @dataclass writes assigns the layer, and nothing has called nn.Module.__init__.
    layer: nn.Module
    scale: float = 1.0


class Left(nn.Module):
    def __init__(self) -> None:
        nn.Module.__init__(self)
        self.left = nn.Linear(1, 1)


class Right(nn.Module):
    def __init__(self) -> None:
        nn.Module.__init__(self)
        self.right = nn.Linear(1, 1)


class Both(Left, Right):
    def __init__(self) -> None:
        Left.__init__(self)
        # Empties the tables: `left` is gone.
        Right.__init__(self)


class Counter:
    def __init__(self) -> None:
        self.calls = 0


# nn.Module.__init__ doesn't call on, so that Counter.__init__ never runs.
class Counted(nn.Module, Counter):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        return x
