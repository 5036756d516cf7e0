"""nn.Buffer and nn.Parameter by assignment."""
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.running_mean = nn.Buffer(torch.zeros(features))
        self.mask = nn.Buffer(torch.ones(features), persistent=False)
        self.weight = nn.Parameter(torch.ones(features))
