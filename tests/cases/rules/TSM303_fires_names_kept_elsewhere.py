import torch
from torch import nn

CODEBOOK = "codebook.weight"


class Codebook(nn.Module):
    SIZES = "cluster.sizes"

    def __init__(self, size=8, dim=2):
        super().__init__()
        self.register_buffer(CODEBOOK, torch.randn(size, dim))  # expect: TSM303
        self.register_buffer(self.SIZES, torch.zeros(size))  # expect: TSM303
        key = "embed.avg"
        self.register_buffer(key, torch.randn(size, dim))  # expect: TSM303


class Loader(nn.Module):
    def __init__(self, weight: torch.Tensor):
        super().__init__()
        self.register_buffer("encoder/conv1.weight", weight)  # expect: TSM303


# build: Codebook()
# build: Loader(torch.ones(2))
