import torch
from torch import nn


class ScaleMixin:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.register_parameter("gain", nn.Parameter(torch.ones(1)))


class ScaledLinear(nn.Linear, ScaleMixin):  # expect: TSM306
    def forward(self, x):
        return super().forward(x) * self.gain


class ScaledConv(nn.Conv1d, ScaleMixin):  # expect: TSM306
    def __init__(self, n_in, n_out):
        super(ScaledConv, self).__init__(n_in, n_out, kernel_size=1)
        self.groups_seen = 0

    def forward(self, x):
        return super().forward(x) * self.gain


# build: ScaledLinear(2, 3)
# build: ScaledConv(2, 3)
