"""A module whose class derives from an imported one of its own name is registered."""
from torch import nn

from .model import Bilinear


class Chat(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = Bilinear()
        self.more = [Bilinear()]  # expect: TSM105
