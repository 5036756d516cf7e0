import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, dim, experts):
        super().__init__()
        self.gate = nn.Linear(dim, experts, bias=False)
        # bias=False still registers the name, as None
        self.gate.bias = torch.zeros(experts)  # expect: TSM203


class Norm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim, elementwise_affine=False)
        setattr(self.norm, "weight", torch.full((dim,), 2.0))  # expect: TSM203


class Frozen(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.bn = nn.BatchNorm1d(dim)

    def freeze(self):
        self.bn.running_mean = 0.0  # expect: TSM203


# build: Router(2, 3)
# build: Norm(2)
# build: Frozen(2).freeze()
