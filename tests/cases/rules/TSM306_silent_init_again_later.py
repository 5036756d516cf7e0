import torch
from torch import nn


class Restartable(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
        self.lin = nn.Linear(dim, dim)
        self.register_buffer("steps", torch.zeros(1))

    def restart(self):
        # outside construction, and everything is made anew
        self.__init__(self.dim)

    def strip(self):
        # losing all layers is what this is for
        super().__init__()
        return self


# build: net = Restartable(2); net.restart(); net
# build: Restartable(2).strip()
