"""What is a Parameter already."""
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_parameter("scale", nn.Parameter(torch.ones(features)))  # expect: TSM904
        bias = nn.Parameter(torch.zeros(features))
        self.register_parameter("bias", bias)  # expect: TSM904
