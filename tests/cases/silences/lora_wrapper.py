import math

import torch
import torch.nn.functional as F
from torch import nn


class LoraLinear(nn.Module):
    def __init__(self, base: nn.Linear, rank: int = 4, alpha: float = 8.0, dropout: float = 0.0):
        super().__init__()
        self.base = base
        self.base.requires_grad_(False)
        self.scaling = alpha / rank
        self.merged = False
        self.drop = nn.Dropout(dropout) if dropout else nn.Identity()
        self.lora_a = nn.Parameter(base.weight.new_zeros(rank, base.in_features))
        self.lora_b = nn.Parameter(base.weight.new_zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.lora_a, a=math.sqrt(5))

    @torch.no_grad()
    def merge(self):
        if not self.merged:
            self.base.weight += self.scaling * self.lora_b @ self.lora_a
            self.merged = True

    def forward(self, x):
        out = self.base(x)
        if self.merged:
            return out
        return out + self.scaling * F.linear(F.linear(self.drop(x), self.lora_a), self.lora_b)


def inject(model: nn.Module, rank: int = 2) -> nn.Module:
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Linear) and not isinstance(parent, LoraLinear):
                setattr(parent, name, LoraLinear(child, rank))
    return model


# build: net = inject(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))); net(torch.ones(1, 2)); net
# build: net = LoraLinear(nn.Linear(2, 2), dropout=0.1); net.merge(); net(torch.ones(1, 2)); net
