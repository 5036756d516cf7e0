import numpy as np
import torch
from torch import nn


class MelFilter(nn.Module):
    def __init__(self, n_mels=4, n_fft=16):
        super().__init__()
        bank = np.zeros((n_mels, n_fft // 2 + 1), dtype=np.float32)
        self.register_buffer("bank", bank)  # expect: TSM304
        self.register_buffer("window", np.hanning(n_fft))  # expect: TSM304
        self.register_buffer("points", torch.linspace(0, 1, n_mels).numpy())  # expect: TSM304
        self.register_buffer("edges", torch.arange(n_mels).tolist())  # expect: TSM304
        self.register_buffer("good", torch.from_numpy(bank))


# build: MelFilter()
