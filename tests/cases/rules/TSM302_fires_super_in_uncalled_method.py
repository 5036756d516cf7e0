import torch
from torch import nn


class Ensemble(nn.Module):
    def __init__(self, members: int):
        self.members = members
        self.add_module("first", nn.Linear(2, 2))  # expect: TSM302

    def setup(self):
        super().__init__()
        self.add_module("last", nn.Linear(2, 2))


class Template(nn.Module):
    def __init__(self):
        object.__init__(self)
        self.build()

    def build(self):
        self.alpha = nn.Parameter(torch.zeros(1))  # expect: TSM302


# build: Ensemble(2)
# build: Template()
