import torch
from torch import nn


class Detect(nn.Module):
    """Moves its strides by hand, as YOLO heads do, and has forgotten the anchors."""

    def __init__(self, levels=3):
        super().__init__()
        self.conv = nn.Conv2d(4, levels, 1)
        self.stride = torch.full((levels,), 8.0)
        self.anchors = torch.rand(levels, 2)  # expect: TSM101

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.stride = fn(self.stride)
        return self


class Codebook(nn.Module):
    def __init__(self, size=4):
        super().__init__()
        self.codes = torch.rand(size, 2)
        self.usage = torch.zeros(size)  # expect: TSM101

    def to(self, *args, **kwargs):
        self.codes = self.codes.to(*args, **kwargs)
        return super().to(*args, **kwargs)


# build: Detect()
# build: Codebook()
