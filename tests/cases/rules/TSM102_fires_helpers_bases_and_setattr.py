import torch
from torch import nn
from torch.nn.parameter import Parameter


def trainable(*shape):
    return torch.randn(*shape, requires_grad=True)


class GraphLayer(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.dim = dim
        self.reset()

    def reset(self):
        self.att = trainable(self.dim, 1)  # expect: TSM102

    def _scaled(self, p):
        return p * self.dim ** -0.5


class Relational(GraphLayer):
    def __init__(self, relations=("cites", "writes")):
        super().__init__()
        self.base = Parameter(torch.ones(2))
        for name in relations:
            setattr(self, f"rel_{name}", trainable(2, 2))  # expect: TSM102
        self.scaled = super()._scaled(self.base)  # expect: TSM102
        self.summed = self.base + self.base.detach()  # expect: TSM102


# build: Relational()
