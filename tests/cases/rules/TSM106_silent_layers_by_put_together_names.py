import torch
import torch.nn as nn


class Levels(nn.Module):
    def __init__(self, count):
        super().__init__()
        for i in range(count):
            self.register_buffer(f"level_{i}", torch.zeros(i + 1))
            self.add_module(f"layer_{i}", nn.Linear(1, 1))
            self.register_parameter(f"weight_{i}", nn.Parameter(torch.ones(1)))
        self.layers = [getattr(self, f"layer_{i}") for i in range(count)]
        self.weights = [getattr(self, f"weight_{i}") for i in range(count)]
        self.sizes = [getattr(self, f"level_{i}").shape[0] for i in range(count)]


# build: Levels(3)
