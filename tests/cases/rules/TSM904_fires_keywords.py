"""The arguments by their keywords."""
import torch
from torch import nn


class Table(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer(name="table", tensor=torch.arange(size))  # expect: TSM904
        self.register_buffer(  # expect: TSM904
            "other",
            torch.arange(size),
            persistent=False,
        )
