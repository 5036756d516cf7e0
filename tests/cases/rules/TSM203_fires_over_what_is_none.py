import torch
from torch import nn


class Quiet(nn.Module):
    def __init__(self, width=2):
        super().__init__()
        self.layer = nn.Linear(width, width, bias=False)
        self.layer.bias = torch.zeros(width)  # expect: TSM203
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        setattr(self.norm, "weight", torch.ones(width))  # expect: TSM203
        self.register_parameter("shift", None)
        self.shift = torch.zeros(width)  # expect: TSM203


class Whole(nn.Module):
    def __init__(self, width=2):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.gain = torch.zeros(width)  # expect: TSM203

    def decay(self):
        self.gain = self.gain * 0.9  # expect: TSM203


# build: Quiet()
# build: net = Whole(); net.decay(); net
