from typing import Optional, Tuple

import torch
from torch import Tensor, nn


class Anchors(nn.Module):
    def __init__(self, sizes=(1, 2), limits: Optional[Tuple[Tensor, Tensor]] = None):
        super().__init__()
        self.anchors = [torch.zeros(size, 4) for size in sizes]  # expect: TSM103
        self.masks = {"left": torch.ones(3), "a.b": torch.ones(2)}  # expect: TSM103
        self.halves = torch.ones(4).chunk(2)  # expect: TSM103
        self.trained = [torch.ones(1, requires_grad=True), torch.zeros(1, requires_grad=True)]  # expect: TSM103
        self.with_number = [torch.ones(3), 3]  # expect: TSM103
        self.read = [torch.ones(3)]  # expect: TSM103
        self.total = sum(t.numel() for t in self.read)
        self.limits = limits  # expect: TSM103


# build: Anchors()
