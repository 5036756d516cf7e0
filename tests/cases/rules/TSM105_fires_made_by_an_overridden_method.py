"""A subclass has its own way of making the container that a base's line asks for."""
from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = self.make()

    def make(self):
        return nn.ModuleDict()


class Plain(Base):
    def __init__(self):
        super().__init__()
        self.features.update({"text": nn.Linear(2, 2)})  # expect: TSM105

    def make(self):
        return {}


# build: Base(); Plain()
