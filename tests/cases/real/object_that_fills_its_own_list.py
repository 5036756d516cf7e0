import torch
from torch import nn


class Samples:
    def __init__(self, count):
        self.kept = []
        self.refill(count)

    def refill(self, count):
        for _ in range(count):
            self.kept.append({"z": torch.randn(3)})


class Sampler(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.samples = Samples(count)  # expect: TSM103


print(Sampler(2).samples.kept)
