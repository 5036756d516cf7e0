"""Modules of the class body, or of a tuple, that are an argument's default: all instances share them."""
from torch import nn


class Base(nn.Module):
    def __init__(self, metrics=()):
        super().__init__()
        self.set_metrics(metrics)

    def set_metrics(self, metrics):
        self.metrics = nn.ModuleList(metrics)


class Task(Base):
    DEFAULT_METRICS = (nn.Linear(2, 2), nn.Linear(2, 1))

    def __init__(self, name=None, metrics=DEFAULT_METRICS):  # expect: TSM107
        super().__init__(metrics=metrics)
        self.name = name


class Pair(nn.Module):
    def __init__(self, norms=(nn.BatchNorm1d(2), nn.BatchNorm1d(2))):  # expect: TSM107
        super().__init__()
        self.norms = nn.ModuleList(norms)


class Losses(nn.Module):
    def __init__(self, losses=(nn.L1Loss(), nn.MSELoss())):
        super().__init__()
        self.losses = nn.ModuleList(losses)


# build: Pair(); Losses()
# build: Task(); Task("a", (nn.Linear(1, 1),))
