import torch
from torch import nn


class Normalize(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", [0.485, 0.456, 0.406])  # expect: TSM304
        self.register_buffer("std", (0.229, 0.224, 0.225))  # expect: TSM304
        self.register_buffer("strides", [torch.ones(1), torch.ones(1)])  # expect: TSM304
        self.register_buffer("classes", {"cat": torch.zeros(2), "dog": torch.ones(2)})  # expect: TSM304
        self.register_buffer("order", range(3))  # expect: TSM304


# build: Normalize()
