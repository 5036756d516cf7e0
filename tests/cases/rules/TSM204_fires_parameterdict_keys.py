import torch
from torch.nn import Module, Parameter, ParameterDict


class Kernel(Module):
    def __init__(self):
        super().__init__()
        self.raw = ParameterDict({"length": torch.ones(1), "type": torch.zeros(1)})  # expect: TSM204


class Tokens(Module):
    def __init__(self, dim):
        super().__init__()
        self.tokens = ParameterDict({0: Parameter(torch.zeros(dim)), 1: torch.ones(dim)})  # expect: TSM204


class Precision(Module):
    def __init__(self):
        super().__init__()
        self.scales = ParameterDict(dict(int8=torch.ones(1), half=torch.ones(1)))  # expect: TSM204


# build: Kernel()
# build: Tokens(2)
# build: Precision()
