import torch
from torch import nn


class Init(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(dim, dim))
        self.lin = nn.Linear(dim, dim)
        self.register_buffer("count", torch.tensor(0.0))
        # these change the tensor that is registered
        self.weight.data = torch.eye(dim)
        self.lin.weight.data = torch.eye(dim)
        self.lin.bias.data[:] = 0.0
        self.weight.requires_grad = False
        with torch.no_grad():
            self.weight *= 0.5
            self.weight[0] = 1.0
            self.lin.weight.copy_(self.weight)
        nn.init.zeros_(self.lin.bias)

    def update(self, x):
        self.count += len(x)
        return self


class There(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.nodes = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        self.nodes = self.nodes.to(x.device)  # the Parameter itself, where it was moved with the module
        return x + self.nodes


# build: There(2)

# build: Init(2).update([1, 2])
