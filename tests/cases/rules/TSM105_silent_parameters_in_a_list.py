"""Modules in plain lists whose Parameters are all registered in another way."""
from torch import nn


class Flow(nn.Module):
    def __init__(self, n, z):
        super().__init__()
        self.flows = []
        self.param_list = []
        for _ in range(n):
            feats = nn.Sequential(nn.Linear(z, z), nn.ReLU())
            self.param_list += list(feats.parameters())
            mean = nn.Linear(z, z)
            self.param_list += list(mean.parameters())
            self.flows.append((feats, mean))
        self.param_list = nn.ParameterList(self.param_list)


class Named(nn.Module):
    def __init__(self, given):
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.weights = list(self.layer.parameters())
        self.others = list(given.parameters())
        self.nets = [nn.Linear(2, 2)]
        for i, (_, parameter) in enumerate(self.nets[0].named_parameters()):
            self.register_parameter(f"p_{i}", parameter)


class OneByOne(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = [nn.Linear(n, n) for _ in range(2)]
        for i, layer in enumerate(self.layers):
            self.register_parameter(f"weight_{i}", layer.weight)
            self.register_parameter(f"bias_{i}", layer.bias)


# build: OneByOne(2); Flow(2, 2); Named(nn.Linear(1, 1))
