import numpy as np
import torch
from torch import nn


class MelBank(nn.Module):
    """The bank stays a numpy array: PyTorch has no business with it until forward."""

    def __init__(self, mels=4, bins=8):
        super().__init__()
        self.edges = np.linspace(0, 1, mels + 2)
        self.bank = np.zeros((mels, bins), dtype=np.float32)
        self.bank[0, :2] = 1.0
        self.hann = torch.hann_window(bins).numpy()
        self.mean = torch.ones(2).cpu().numpy().mean()
        self.weights = np.asarray(torch.ones(3))
        self.stacked = np.stack([self.edges, self.edges])

    def forward(self, spec):
        return spec @ torch.as_tensor(self.bank, device=spec.device).T


# build: MelBank()
