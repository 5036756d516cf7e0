"""What a base's constructor reads must be there before `super().__init__()`: a registration comes after it."""
from typing import Optional, Tuple

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.populate()

    def populate(self):
        pass


class Splat(Model):
    def __init__(self, points: Optional[Tuple[torch.Tensor, torch.Tensor]] = None):
        self.points = points  # expect: TSM103
        super().__init__()

    def populate(self):
        if self.points is not None:
            self.means = nn.Parameter(self.points[0])


class Layers(Model):
    def __init__(self):
        self.layers = [nn.Linear(2, 2)]  # expect: TSM105
        super().__init__()

    def populate(self):
        self.size = len(self.layers)


class Measured(nn.Module):
    def __init__(self, metrics):
        super().__init__()
        self.names = [type(metric).__name__ for metric in metrics]


class Norms(Measured):
    def __init__(self):
        self.metrics = [nn.BatchNorm1d(2)]  # expect: TSM105
        super().__init__(metrics=self.metrics)


# build: Splat(); Splat((torch.ones(2), torch.ones(2))); Layers()
# build: Norms()
