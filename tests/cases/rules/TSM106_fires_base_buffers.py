import torch
from torch import nn


class Quantizer(nn.Module):
    def __init__(self, bits=8):
        super().__init__()
        self.register_buffer("scale", torch.ones(1))
        self._make_zero_point()

    def _make_zero_point(self):
        self.register_buffer("zero_point", torch.zeros(1, dtype=torch.int32))


class PerChannel(Quantizer):
    def __init__(self, channels=2):
        super().__init__()
        self.register_buffer("ranges", torch.zeros(channels))
        self.input_scale = self.scale  # expect: TSM106
        self.offset = self.zero_point  # expect: TSM106
        self._share()

    def _share(self):
        self.shared = {"ranges": self.ranges}  # expect: TSM106

    def forward(self, x):
        return torch.round(x / self.input_scale) + self.offset


# build: Quantizer()
# build: PerChannel()
