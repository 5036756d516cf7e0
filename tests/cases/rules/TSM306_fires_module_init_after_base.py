import torch
import torch.nn as nn


class Backbone(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.stem = nn.Linear(dim, dim)
        self.register_buffer("mean", torch.zeros(dim))


class Detector(Backbone):
    def __init__(self, dim=2, classes=3):
        Backbone.__init__(self, dim)
        nn.Module.__init__(self)  # expect: TSM306
        self.classes = nn.Linear(dim, classes)


# build: Detector()
