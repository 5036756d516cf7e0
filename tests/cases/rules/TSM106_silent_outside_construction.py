import torch
from torch import nn


class Filter(nn.Module):
    def __init__(self, taps=3):
        super().__init__()
        self.register_buffer("kernel", torch.ones(taps))
        self.current = None
        kernels = {"box": self.kernel, "double": self.kernel * 2}
        self.peaks = {name: k.max().item() for name, k in kernels.items()}
        self.order = sorted(kernels)
        # around nn.Module.__setattr__: meant
        object.__setattr__(self, "raw", self.kernel)
        self.__dict__["again"] = self.kernel

    def forward(self, x):
        self.current = self.kernel
        return x * self.current.sum()

    def use(self, name):
        self.current = getattr(self, name)

    def kernels(self):
        return {"kernel": self.kernel}


# build: Filter()
