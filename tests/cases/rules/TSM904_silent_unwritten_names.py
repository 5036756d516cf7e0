"""Names that aren't written where they are registered, or that no attribute can have."""
import torch
from torch import nn


class Tables(nn.Module):
    def __init__(self, names=("a", "b")):
        super().__init__()
        for i in range(2):
            self.register_buffer(f"table_{i}", torch.arange(2))
        for name in names:
            self.register_buffer(name, torch.arange(2))
        self.keep("kept", torch.arange(2))
        self.register_buffer("class", torch.arange(2))
        self.register_buffer("not a name", torch.arange(2))

    def keep(self, name, tensor):
        self.register_buffer(name, tensor)
