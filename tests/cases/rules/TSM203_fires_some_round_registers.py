"""What a loop registers in one of its rounds is there when it's over."""
from typing import Optional

import torch
from torch import nn


class Contraction(nn.Module):
    def __init__(self, correlation, internal=True, weights: Optional[torch.Tensor] = None):
        super().__init__()
        self.weights = nn.ParameterList([])
        for i in range(correlation, 0, -1):
            w = nn.Parameter(torch.randn(3))
            if i == correlation:
                self.weights_max = w
            else:
                self.weights.append(w)
        if not internal:
            self.weights = weights[:-1]  # expect: TSM203
            self.weights_max = weights[-1]  # expect: TSM203


class Kinds(nn.Module):
    def __init__(self, kinds, width, deep=False):
        super().__init__()
        for kind in kinds:
            if kind == "linear":
                self.first = nn.Linear(width, width)
            if kind == "conv" and deep:
                self.second = nn.Conv1d(width, width, 1)
        if width > 2:
            self.first = [width]  # expect: TSM203


# build: Contraction(2); Kinds(("linear",), 2)
