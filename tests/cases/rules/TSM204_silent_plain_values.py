import torch
from torch import nn


class Trainer(nn.Module):
    hidden = 64
    bias = None
    name: str = "base"
    act = staticmethod(torch.relu)

    def __init__(self, hidden=32, name="small"):
        super().__init__()
        # an instance value hides a class value, as in every Python class
        self.hidden = hidden
        self.name = name
        self.bias = 0.0
        self.training = False
        self.dump_patches = True
        self.act = torch.tanh
        self.lin = nn.Linear(hidden, hidden)
        self.device = torch.device("cpu")


# build: Trainer()
