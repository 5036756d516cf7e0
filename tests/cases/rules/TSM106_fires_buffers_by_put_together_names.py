import torch
import torch.nn as nn


class Levels(nn.Module):
    def __init__(self, count):
        super().__init__()
        for i in range(count):
            self.register_buffer(f"level_{i}", torch.zeros(i + 1))
        self.levels = [getattr(self, f"level_{j}") for j in range(count)]  # expect: TSM106


# build: Levels(3)
