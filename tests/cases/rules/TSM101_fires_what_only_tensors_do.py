import torch
import torch.nn as nn


class Loaded(nn.Module):
    def __init__(self, stored, weights):
        super().__init__()
        self.grid = stored["w"].view(4, 4)  # expect: TSM101
        self.weights = weights.unsqueeze(0)  # expect: TSM101
        self.kept = weights.masked_fill(weights < 0, 0.0)  # expect: TSM101
        self.fresh = weights.new_zeros(3)  # expect: TSM101


# build: Loaded({"w": torch.ones(16)}, torch.ones(3))
