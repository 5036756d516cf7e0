import numpy as np
import torch
from torch import nn


class MelFilter(nn.Module):
    def __init__(self, dim: int = 4, mean=(0.4, 0.5)):
        super().__init__()
        bank = np.eye(dim, dtype="float32")
        self.register_buffer("bank", torch.from_numpy(bank))
        self.register_buffer("window", torch.as_tensor(np.hanning(dim)))
        self.register_buffer("mean", torch.tensor(mean).view(-1, 1, 1))
        self.register_buffer("scale", torch.tensor(dim ** -0.5))
        self.register_buffer("steps", torch.tensor(0), persistent=False)
        self.register_buffer("shape", torch.tensor(torch.zeros(2, 3).shape))
        self.register_buffer("stacked", torch.stack([torch.ones(2), torch.zeros(2)]))


# build: MelFilter()
