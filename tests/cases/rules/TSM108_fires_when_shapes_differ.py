import torch
import torch.nn as nn


class Fusion(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        if x.shape[1] != self.channels:
            align = nn.Conv2d(x.shape[1], self.channels, kernel_size=1)  # expect: TSM108
            x = align(x)
        return torch.relu(self.out(x))


class Normed(nn.Module):
    def __init__(self, kind="batch"):
        super().__init__()
        self.kind = kind

    def forward(self, x):
        if self.kind == "batch":
            x = nn.BatchNorm2d(x.shape[1])(x)  # expect: TSM108
        elif self.kind == "instance":
            x = nn.InstanceNorm2d(x.shape[1], affine=True)(x)  # expect: TSM108
        return x


# build: Fusion(2)(torch.ones(1, 3, 4, 4))
# build: Normed()(torch.ones(1, 2, 4, 4))
# build: Normed("instance")(torch.ones(1, 2, 4, 4))
# build: Normed("none")(torch.ones(1, 2, 4, 4))
