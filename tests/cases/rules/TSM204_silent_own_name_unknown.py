"""Under the names of nn.Module's own methods what may be called, and what isn't known."""
from collections.abc import Callable

from torch import nn


class Hooked(nn.Module):
    def __init__(self, config, cuda, float: Callable, forward=None):
        super().__init__()
        self.fc = nn.Linear(1, 1)
        self.half = config["half"]
        self.cuda = cuda
        self.float = float
        if forward is not None:
            self.forward = forward


# build: Hooked({"half": len}, len, len, len)
