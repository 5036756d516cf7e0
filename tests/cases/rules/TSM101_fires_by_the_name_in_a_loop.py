import torch
from torch import nn


class Normalise(nn.Module):
    def __init__(self, width=3):
        super().__init__()
        for name in ("mean", "spread"):
            setattr(self, name, torch.ones(width))  # expect: TSM101
        for name in ("left", "right"):
            setattr(self, name, torch.randn(width))  # expect: TSM101
        for name, value in {"offset": torch.zeros(width), "eps": 1e-5}.items():
            setattr(self, name, value)  # expect: TSM101
        for part in ("low", "high"):
            setattr(self, f"{part}_cut", torch.ones(width))  # expect: TSM101
        self._keep("table", torch.arange(width))
        self._keep("size", width)
        self.first, self.second = torch.ones(4, 2).chunk(2)  # expect: TSM101
        self.limit = torch.arange(3) if width else 0  # expect: TSM101

    def _keep(self, name, value):
        setattr(self, name, value)  # expect: TSM101


# build: Normalise()
