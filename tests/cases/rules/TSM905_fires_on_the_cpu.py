"""What is used on the CPU, or only asked for."""
import numpy as np
import torch
from torch import nn


class Mixup(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.weights = torch.ones(classes)  # expect: TSM905
        self.names = torch.arange(classes)  # expect: TSM905
        self.extra = torch.arange(classes)  # expect: TSM905

    def forward(self, x):
        if self.extra is None:
            return x
        probability = self.weights.numpy() / 2
        index = np.random.choice(self.names.numpy(), p=probability / probability.sum())
        return x[:, index]


# build: Mixup()
