"""Modules of the class body that are an argument's default and are registered where it is used."""
from torch import nn


class Base(nn.Module):
    def __init__(self, metrics=()):
        super().__init__()
        self.set_metrics(metrics)

    def set_metrics(self, metrics):
        self.metrics = nn.ModuleList(metrics)


class Task(Base):
    DEFAULT_METRICS = (nn.Linear(2, 2), nn.Linear(2, 1))

    def __init__(self, name=None, metrics=DEFAULT_METRICS):
        super().__init__(metrics=metrics)
        self.name = name


# build: Task(); Task("a", (nn.Linear(1, 1),))
