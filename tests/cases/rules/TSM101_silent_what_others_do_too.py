import numpy as np
import torch
import torch.nn as nn


class Kept(nn.Module):
    def __init__(self, array, net, stored, weights, kind="float32"):
        super().__init__()
        self.seen = array.view(kind)
        self.copy = array.copy()
        self.net = net.float()
        self.item = stored["w"]
        self.flat = array.flatten()
        self.size = weights.unsqueeze(0).shape
        self.weight = nn.Parameter(weights.unsqueeze(0))
        self.register_buffer("table", stored["w"].view(4, 4))
        self.numbers = weights.masked_fill(weights < 0, 0.0).tolist()


# build: Kept(np.ones(3), nn.Linear(1, 1), {"w": torch.ones(16)}, torch.ones(3))
