import torch.nn as nn
import torch.nn.functional as F


class Stem(nn.Module):
    """Two convolutions in front of a backbone."""

    def __init__(self, in_channels, out_channels):
        self.in_channels = in_channels
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False)  # expect: TSM301
        # PyTorch never gets this far: only the first line is reported
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        super(Stem, self).__init__()

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))


# build: Stem(3, 8)
