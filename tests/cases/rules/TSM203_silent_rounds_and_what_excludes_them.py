"""What a loop registers under a condition that excludes what is assigned later, or asks for first."""
import torch
from torch import nn


class Excluded(nn.Module):
    def __init__(self, kinds, learned=False):
        super().__init__()
        found = False
        for kind in kinds:
            if learned:
                self.scale = nn.Parameter(torch.ones(1))
            if kind == "linear":
                self.first = nn.Linear(2, 2)
                found = True
            if kind == "conv":
                self.second = nn.Conv1d(2, 2, 1)
            if kind == "one":
                self.either = nn.Linear(2, 2)
            else:
                self.either = 3
        if not learned:
            self.scale = 1.0
        if not found:
            self.first = abs
        if not hasattr(self, "second"):
            self.second = abs


# build: Excluded((), False); Excluded(("linear",), True); Excluded(("conv",), True); Excluded(("one",), True)
