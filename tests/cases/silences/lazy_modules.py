import torch
from torch import nn
from torch.nn.modules.lazy import LazyModuleMixin
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter


class LazyScale(LazyModuleMixin, nn.Module):
    def __init__(self, bias=True, device=None, dtype=None):
        super().__init__()
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.register_buffer("mean", UninitializedBuffer(device=device, dtype=dtype))

    def initialize_parameters(self, x):
        if self.has_uninitialized_params():
            with torch.no_grad():
                for tensor in (self.weight, self.bias, self.mean):
                    if tensor is not None:
                        tensor.materialize((x.size(-1),))
                        tensor.fill_(1.0)

    def forward(self, x):
        out = (x - self.mean) * self.weight
        return out if self.bias is None else out + self.bias


class LazyNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.conv = nn.LazyConv1d(4, 3, padding=1)
        self.norm = nn.LazyBatchNorm1d()
        self.scale = LazyScale()
        self.head = None
        self.classes = classes

    def forward(self, x):
        features = self.scale(self.norm(self.conv(x)).mean(-1))
        if self.head is None:
            # the width is known now; registered once, and not in __init__
            self.build_head(features)
        return self.head(features)

    def build_head(self, features):
        self.head = nn.Linear(features.size(-1), self.classes).to(features)


# build: net = LazyNet(); net(torch.randn(2, 3, 5)); net
# build: net = LazyScale(bias=False); net(torch.randn(2, 3)); net
