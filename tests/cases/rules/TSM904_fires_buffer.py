"""Buffers that are registered by the text of their names."""
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(features))  # expect: TSM904
        self.register_buffer("mask", torch.ones(features), persistent=False)  # expect: TSM904
        self.register_buffer("steps", torch.tensor(0), True)  # expect: TSM904
