import torch
from torch import nn


class StateMixin:
    def __init__(self):
        self.best = float("inf")
        self.register_buffer("steps", torch.zeros(1))


class Model(nn.Module, StateMixin):
    # asks nn.Module.__init__ to go on to the next class
    call_super_init = True

    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)


class Skipping(nn.Module, StateMixin):
    def __init__(self, dim):
        super().__init__()
        super(nn.Module, self).__init__()  # the class after nn.Module: StateMixin
        self.lin = nn.Linear(dim, dim)


# build: Model(2)
# build: Skipping(2)
