import torch
from torch import nn


class Student(nn.Module):
    """A teacher and two tensors that are kept out of parameters() and state_dict() on purpose."""

    def __init__(self, teacher: nn.Module, dim: int = 2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        # whoever writes these forms knows what nn.Module.__setattr__ would do
        object.__setattr__(self, "teacher", teacher)
        self.__dict__["target"] = torch.zeros(dim)
        self.__dict__.update(scratch=torch.ones(dim), views=[torch.ones(1)])
        vars(self)["ema"] = teacher
        super(nn.Module, self).__setattr__("critic", nn.Linear(dim, 1))

    def forward(self, x):
        with torch.no_grad():
            target = self.teacher(x) + self.target
        return (self.lin(x) - target).square().mean() * self.scratch.mean()


class Registered(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        # and the tables can be written to directly
        self._buffers["mean"] = torch.zeros(dim)
        self._parameters["weight"] = nn.Parameter(torch.ones(dim))
        self._modules["lin"] = nn.Linear(dim, dim)

    def forward(self, x):
        return self.lin(x - self.mean) * self.weight


# build: net = Student(nn.Linear(2, 2)); net(torch.ones(1, 2)); net
# build: net = Registered(); net(torch.ones(1, 2)); net
