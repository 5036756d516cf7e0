import torch
from torch import nn


class LazyHead(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.classes = classes
        self.head = None
        self.scale = None

    def forward(self, x):
        # made at the first call, then stored
        if self.head is None:
            self.head = nn.Linear(x.shape[-1], self.classes)
        if self.scale is None:
            scale = torch.ones(self.classes)
            self.scale = nn.Parameter(scale)
        return self.head(x) * self.scale


# build: LazyHead(2)(torch.ones(1, 3))
