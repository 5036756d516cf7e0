import torch
from torch import nn


class STFTLoss(nn.Module):
    def __init__(self, size=600, window="hann_window"):
        super().__init__()
        self.window = getattr(torch, window)(size)  # expect: TSM101

    def forward(self, x):
        return torch.stft(x, 1024, 120, 600, self.window, return_complex=True)


class Windowed(nn.Module):
    def __init__(self, size: int, window: str = "hamming_window", device: str = "cpu"):
        super().__init__()
        make = getattr(torch, window)
        self.window = make(size).to(device)  # expect: TSM101

    def forward(self, x):
        return x * self.window


# build: net = STFTLoss(); net
# build: net = Windowed(4); net(torch.ones(4)); net
