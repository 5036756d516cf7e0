import torch
from torch import nn
from torch.nn import Parameter as P


class Hashing(nn.Module):
    def __init__(self, buckets: int, hashes: int = 2):
        super().__init__()
        self.register_parameter("seeds", P(torch.randint(0, buckets, (hashes,))))  # expect: TSM305
        self.perm = P(torch.randperm(buckets), True)  # expect: TSM305
        self.signs = P(torch.randint(0, 2, (hashes, buckets)) * 2 - 1)  # expect: TSM305
        self.scale = P(torch.randint(1, 3, (hashes,)).float())

    def forward(self, ids):
        return (ids[:, None] * self.seeds) % self.perm.numel()


# build: Hashing(8)
