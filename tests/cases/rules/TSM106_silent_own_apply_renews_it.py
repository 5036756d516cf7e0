import torch
from torch import nn


class Detector(nn.Module):
    """Points its second names at the new buffers after each move."""

    def __init__(self, levels=2):
        super().__init__()
        self.register_buffer("anchors", torch.rand(levels, 2))
        self.register_buffer("strides", torch.ones(levels))
        self.priors = self.anchors
        self.table = [self.anchors, self.strides]

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.priors = self.anchors
        self.table = [self.anchors, self.strides]
        return self


class Rnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("state", torch.zeros(2))
        self.current = self.state

    def to(self, *args, **kwargs):
        super().to(*args, **kwargs)
        self.current = self.state
        return self


# build: Detector()
# build: Rnn()
