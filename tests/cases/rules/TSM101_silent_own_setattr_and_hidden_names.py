import torch
from torch import nn


class AutoBuffers(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = torch.zeros(3)  # __setattr__ below makes a buffer of it
        self.var = torch.ones(3)

    def __setattr__(self, name, value):
        if isinstance(value, torch.Tensor) and not isinstance(value, nn.Parameter):
            if name not in self._buffers:
                return self.register_buffer(name, value)
        super().__setattr__(name, value)


class Teacher(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.student = nn.Linear(dim, dim)
        # both ways around nn.Module.__setattr__ say that it is meant
        object.__setattr__(self, "target", torch.zeros(dim))
        self.__dict__["centre"] = torch.zeros(dim)
        self.__dict__.update(queue=torch.zeros(dim))
        vars(self)["history"] = torch.zeros(dim)


# build: AutoBuffers()
# build: Teacher()
