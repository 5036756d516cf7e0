import itertools

import torch
from torch import nn

GATES = ("input", "forget", "cell", "output")


class Cell(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for gate in GATES:
            self.register_parameter(f"w_{gate}", nn.Parameter(torch.zeros(dim, dim)))
        for gate, part in itertools.product(GATES, ["x", "h"]):
            self.add_module(f"{gate}_{part}", nn.Linear(dim, dim))
        for key, size in {"mean": 1, "var": 2}.items():
            self.register_buffer(key, torch.zeros(size))
        for suffix in "ab":
            self.register_buffer("tail_" + suffix, None)


# build: Cell(2)
