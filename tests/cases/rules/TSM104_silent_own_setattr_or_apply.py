import torch
from torch import nn


class ListAware(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.weights = [nn.Parameter(torch.zeros(2)) for _ in range(n)]  # wrapped by __setattr__

    def __setattr__(self, name, value):
        if isinstance(value, list) and all(isinstance(v, nn.Parameter) for v in value):
            value = nn.ParameterList(value)
        super().__setattr__(name, value)


class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        # meant to stay out of parameters(): both ways go around nn.Module.__setattr__
        object.__setattr__(self, "targets", [nn.Parameter(torch.zeros(2), requires_grad=False)])
        self.__dict__["queue"] = {"q": nn.Parameter(torch.zeros(2), requires_grad=False)}


class Carried(nn.Module):
    def __init__(self):
        super().__init__()
        self.offsets = [nn.Parameter(torch.zeros(2), requires_grad=False)]

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.offsets = [nn.Parameter(fn(p.data), requires_grad=False) for p in self.offsets]
        return self


# build: ListAware()
# build: Frozen()
# build: Carried()
