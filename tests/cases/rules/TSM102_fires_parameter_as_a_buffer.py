import torch
import torch.nn as nn


class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.register_buffer("scale", nn.Parameter(torch.ones(width)))  # expect: TSM102


# build: Scale(3)
