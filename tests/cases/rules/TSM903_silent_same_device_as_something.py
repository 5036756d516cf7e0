import torch
from torch import nn


class Adapter(nn.Module):
    def __init__(self, base: nn.Linear):
        super().__init__()
        weight = base.weight
        # beside the layer that it adapts, wherever that one is
        self.down = nn.Linear(base.in_features, 1, device=weight.device)
        self.up = nn.Linear(1, base.out_features).to(weight)
        self.scale = nn.Parameter(torch.ones(1).to(weight.device))
        self.register_buffer("mean", weight.detach().new_zeros(2))
        self.double_ = nn.Linear(2, 2).to(torch.float64)
        self.half_ = nn.Linear(2, 2).half()


# build: Adapter(nn.Linear(2, 2))
