import torch
from torch import nn


class Copying(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(dim))
        self.gain = torch.full((dim,), 0.5)

    def __setattr__(self, name, value):
        # the class takes tensors for its Parameters, by copying them
        if name in self.__dict__.get("_parameters", {}) and isinstance(value, torch.Tensor):
            self._parameters[name].data.copy_(value)
        else:
            super().__setattr__(name, value)


class Bypass(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.act = nn.ReLU()
        # past nn.Module.__setattr__ on purpose
        object.__setattr__(self, "act", torch.relu)
        self.__dict__["act"] = torch.tanh


# build: Copying(2)
# build: Bypass(2)
