"""A class that is a container of modules has others beside those that it holds."""
from torch import nn


class Named(nn.ModuleDict):
    def __init__(self):
        layers = {"a": nn.Linear(1, 1)}
        super().__init__(layers)
        self.layers = layers
        self.others = {"a": nn.Linear(1, 1)}  # expect: TSM105


class Listed(nn.ModuleList):
    def __init__(self):
        super().__init__()
        self.append(nn.Linear(1, 1))
        self.others = [nn.Linear(1, 1)]  # expect: TSM105


# build: assert len(list(Named().parameters())) == 2; assert len(list(Listed().parameters())) == 2
