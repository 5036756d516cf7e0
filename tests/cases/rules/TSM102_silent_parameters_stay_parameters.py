import copy

import torch
from torch import nn
from torch.nn import Parameter, init


class Mixer(nn.Module):
    def __init__(self, dim=2, device=None, dtype=None):
        super().__init__()
        factory = {"device": device, "dtype": dtype}
        self.w = nn.Parameter(torch.empty(dim, dim, **factory))
        self.frozen = nn.Parameter(torch.ones(dim)).requires_grad_(False)
        self.frozen.requires_grad = False
        self.v = init.kaiming_uniform_(Parameter(torch.empty(dim, dim)), a=5 ** 0.5)
        self.twin = copy.deepcopy(self.w)
        self.fixed = Parameter(torch.zeros(dim), requires_grad=False).fill_(3.0)
        self.shared = Parameter(torch.ones(1)).share_memory_()
        self.chosen = self.w if dim > 1 else nn.Parameter(torch.ones(1))
        self.walrus = (p := Parameter(torch.zeros(dim)))
        self.again = p
        self.reset_parameters()

    def reset_parameters(self):
        init.xavier_normal_(self.w)
        with torch.no_grad():
            self.v.mul_(0.5)
        self.twin.data = self.twin.data * 0.1


# build: Mixer()
# build: Mixer(1)
