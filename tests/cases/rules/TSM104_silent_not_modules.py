import torch
from torch import nn


class FunctionalNet:
    """A network in the style of MAML: its owner asks it for the weights."""

    def __init__(self, sizes=(2, 3)):
        self.weights = [nn.Parameter(torch.randn(a, a)) for a in sizes]
        self.named = {"scale": nn.Parameter(torch.ones(1))}
        self.weights.append(nn.Parameter(torch.ones(1)))

    def parameters(self):
        return [*self.weights, *self.named.values()]


class Task(dict):
    shared = nn.Parameter(torch.zeros(1))

    def __init__(self):
        super().__init__(w=nn.Parameter(torch.zeros(1)))


class Searcher(FunctionalNet):
    def __init__(self):
        super().__init__()
        self.alphas = tuple(nn.Parameter(torch.zeros(2)) for _ in range(3))
        self.optimizer = torch.optim.Adam(self.parameters())


# build: (FunctionalNet(), Task(), Searcher())
