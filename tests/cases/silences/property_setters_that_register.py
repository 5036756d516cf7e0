import torch
from torch import nn


class Windowed(nn.Module):
    def __init__(self, size=4, tau=1.0):
        super().__init__()
        self.size = size
        self.tau = tau

    @property
    def size(self):
        return self._size

    @size.setter
    def size(self, value):
        # self.size = … never makes an attribute of that name: it makes these two
        self._size = value
        self.register_buffer("window", torch.hann_window(value), persistent=False)

    @property
    def tau(self) -> torch.Tensor:
        return self.log_tau.exp()

    @tau.setter
    def tau(self, value):
        value = torch.as_tensor(float(value)).log()
        if hasattr(self, "log_tau"):
            self.log_tau.data.copy_(value)
        else:
            self.log_tau = nn.Parameter(value)

    def forward(self, x):
        return x * self.window / self.tau


class Head(nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.lin = nn.Linear(2, 2, bias=False)
        # the setter below puts it into the layer
        self.weight = torch.as_tensor(weight)

    @property
    def weight(self):
        return self.lin.weight

    @weight.setter
    def weight(self, value):
        self.lin.weight = nn.Parameter(value)


# build: net = Windowed(); net.size = 8; net.tau = 2.0; net(torch.ones(8)); net
# build: Head([[1.0, 0.0], [0.0, 1.0]])
