import torch
from torch import nn


class Capsules(nn.Module):
    def __init__(self, n=2, dim=3, names=("left", "right")):
        super().__init__()
        self.weights = [nn.Parameter(torch.randn(dim, dim)) for _ in range(n)]
        for i, w in enumerate(self.weights):
            self.register_parameter(f"weight_{i}", w)

        self.sides = {}
        for name in names:
            p = nn.Parameter(torch.zeros(dim))
            setattr(self, f"side_{name}", p)
            self.sides[name] = p

        self.biases = []
        for i in range(n):
            self.biases.append(nn.Parameter(torch.zeros(dim)))
            self.register_parameter("bias_" + str(i), self.biases[-1])

        self.scales = [nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(1))]
        self.scale_a, self.scale_b = self.scales
        self.extra = [nn.Parameter(torch.ones(2))]
        self.extra_list = nn.ParameterList(self.extra)


# build: Capsules()
