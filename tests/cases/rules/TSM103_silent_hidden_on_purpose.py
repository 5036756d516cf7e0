import torch
from torch import nn


class Ema(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        # around nn.Module.__setattr__: meant to stay out of state_dict
        object.__setattr__(self, "shadow", [torch.zeros(dim)])
        self.__dict__["backup"] = {"w": torch.zeros(dim)}
        self.tensors = nn.ParameterList([nn.Parameter(torch.zeros(dim), requires_grad=False)])


class ListToBuffers(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.stats = [torch.zeros(dim), torch.ones(dim)]  # __setattr__ registers each

    def __setattr__(self, name, value):
        if isinstance(value, list):
            for i, item in enumerate(value):
                self.register_buffer(f"{name}_{i}", item)
            return
        super().__setattr__(name, value)


# build: Ema()
# build: ListToBuffers()
