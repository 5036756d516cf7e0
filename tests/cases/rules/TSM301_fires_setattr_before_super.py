from torch import nn
from torch.nn import Conv1d, Module


class DilatedStack(Module):
    def __init__(self, channels: int):
        self.dilations = (1, 2, 4)
        for d in self.dilations:
            setattr(self, f"conv_d{d}", Conv1d(channels, channels, 3, dilation=d))  # expect: TSM301
        Module.__init__(self)
        self.out = nn.Conv1d(channels, 1, 1)

    def forward(self, x):
        for d in self.dilations:
            x = getattr(self, f"conv_d{d}")(x)
        return self.out(x)


# build: DilatedStack(2)
