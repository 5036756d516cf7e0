import torch
from torch import nn


class LowRank(nn.Module):
    def __init__(self, dim, rank=2):
        super().__init__()
        # PyTorch looks at a Parameter's name here, though not at a Module's
        setattr(self, "lora.down", nn.Parameter(torch.randn(rank, dim)))  # expect: TSM303
        setattr(self, "lora.up", nn.Parameter(torch.zeros(dim, rank)))  # expect: TSM303
        self.rank = rank


# build: LowRank(3)
