import torch
from torch import nn
from torch.nn import init


class Dense(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_out, n_in))
        self.bias = nn.Parameter(torch.empty(n_out))
        self.lin = nn.Linear(n_in, n_out)
        # .data, .detach() and nn.init don't record for autograd
        self.weight.data.uniform_(-0.1, 0.1)
        self.weight.data[0] = 0.0
        self.bias.detach().fill_(0.5)
        init.kaiming_uniform_(self.weight)
        init.zeros_(self.bias)
        self.lin.weight.data.mul_(2.0)
        self.lin.bias.data = torch.zeros(n_out)


# build: Dense(2, 3)
