import torch
from torch import nn


class WeightAnchor(nn.Module):
    """Keeps the starting weights to pull towards (elastic weight consolidation)."""

    def __init__(self, dim=3):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(dim, dim))
        self.register_buffer("scale", torch.ones(dim))
        self.start = self.weight.detach().clone()  # expect: TSM101
        self.raw = self.weight.data  # expect: TSM101
        self.inverse_scale = 1.0 / self.scale  # expect: TSM101
        with torch.no_grad():
            self.norms = self.weight.norm(dim=1)  # expect: TSM101
        frozen = nn.Parameter(torch.ones(dim), requires_grad=False)
        self.doubled = frozen * 2  # expect: TSM101

    def penalty(self):
        return ((self.weight - self.start) ** 2).sum()


# build: WeightAnchor()
