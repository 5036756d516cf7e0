import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.has_gpu = torch.cuda.is_available()
        self.gpus = torch.cuda.device_count()

    def to_gpu(self):
        # construction is over: this is what .cuda() is for
        return self.cuda() if self.has_gpu else self

    def forward(self, x):
        return self.lin(x.to(self.lin.weight.device))


def build():
    net = Net()
    return net.to("cuda") if net.has_gpu else net


# build: Net().to_gpu()(torch.ones(1, 2))
# build: build()
