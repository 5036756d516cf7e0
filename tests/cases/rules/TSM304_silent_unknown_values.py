import torch
from torch import nn


class Generic(nn.Module):
    def __init__(self, make_weight, table, act, layers=(), stats=None):
        super().__init__()
        # nothing is known of these: the caller may well pass the right kind
        self.register_parameter("weight", make_weight(2))
        self.register_buffer("table", table)
        self.add_module("act", act)
        self.body = nn.Sequential(*layers)
        self.steps = nn.ModuleList(layers)
        if stats is not None:
            self.register_buffer("stats", stats["mean"])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.act(self.body(x))


# build: Generic(lambda n: nn.Parameter(torch.ones(n)), torch.ones(2), nn.ReLU())(torch.ones(1, 2))
# build: Generic(lambda n: None, None, None, [nn.Linear(2, 2)], {"mean": torch.ones(1)})
