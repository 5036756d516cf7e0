import torch
from torch import nn


class MinMaxObserver(nn.Module):
    min_val: torch.Tensor
    max_val: torch.Tensor

    def __init__(self, bits: int = 8, symmetric: bool = True, eps: float = torch.finfo(torch.float32).eps):
        super().__init__()
        self.quant_max = 2 ** (bits - 1) - 1
        self.symmetric = symmetric
        self.register_buffer("eps", torch.tensor([eps]))
        self.register_buffer("min_val", torch.tensor(float("inf")))
        self.register_buffer("max_val", torch.tensor(float("-inf")))

    def forward(self, x):
        low, high = x.detach().aminmax()
        self.min_val = torch.minimum(low, self.min_val)
        self.max_val = torch.maximum(high, self.max_val)
        return x

    def calculate(self):
        peak = torch.maximum(-self.min_val, self.max_val)
        return torch.max(peak / self.quant_max, self.eps)


class FakeQuantise(nn.Module):
    def __init__(self, observer=MinMaxObserver, learn=False, **options):
        super().__init__()
        self.observer = observer(**options)
        self.register_buffer("enabled", torch.tensor([1], dtype=torch.uint8))
        if learn:
            self.scale = nn.Parameter(torch.ones(1))
        else:
            self.register_buffer("scale", torch.ones(1))
        self.zero_point = nn.Parameter(torch.zeros(1, dtype=torch.int32), requires_grad=False)

    def forward(self, x):
        if self.enabled[0] == 1:
            self.observer(x)
            self.scale.data.copy_(self.observer.calculate())
        return torch.round(x / self.scale) * self.scale


# build: net = FakeQuantise(); net(torch.randn(4)); net
# build: net = FakeQuantise(learn=True, bits=4); net(torch.randn(4)); net
