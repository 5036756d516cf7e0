import torch
from torch import nn


class GraphConv(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_in, n_out))
        self.bias = nn.Parameter(torch.zeros(n_out))
        self.register_parameter("weight", nn.Parameter(torch.zeros(n_out, n_in)))  # expect: TSM202

    def forward(self, x, adjacency):
        return adjacency @ x @ self.weight.t() + self.bias


class Spline(nn.Module):
    def __init__(self, knots):
        super().__init__()
        self.register_parameter(name="knots", param=nn.Parameter(torch.zeros(knots)))
        self.register_parameter("knots", nn.Parameter(torch.linspace(0, 1, knots)))  # expect: TSM202


# build: GraphConv(2, 3)
# build: Spline(4)
