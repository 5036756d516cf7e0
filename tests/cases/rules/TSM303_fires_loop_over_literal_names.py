import torch
from torch import nn


class Statistics(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for name in ("mean", "var", "count.total"):
            self.register_buffer(name, torch.zeros(dim))  # expect: TSM303


class Anchors(nn.Module):
    def __init__(self):
        super().__init__()
        for ratio in (0.5, 1.0, 2.0):
            # "anchor_0.5" has a dot as well
            self.register_buffer(f"anchor_{ratio}", torch.ones(4) * ratio)  # expect: TSM303


# build: Statistics(2)
# build: Anchors()
