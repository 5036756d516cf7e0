"""A subclass of a class of the file."""
import torch
from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))


class Sub(Base):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.arange(2))  # expect: TSM904
