from typing import ClassVar, Optional

import torch.nn as nn


class Detector(nn.Module):
    conv = None
    neck: Optional[nn.Module] = None
    head: ClassVar[str] = "linear"

    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)  # expect: TSM204
        self.neck = nn.Identity()  # expect: TSM204
        self.head = nn.Linear(width, 4)  # expect: TSM204

    def forward(self, x):
        return self.conv(x)


class Residual(nn.Module):
    act = staticmethod(lambda x: x)

    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.act = nn.ReLU()  # expect: TSM204


# build: Detector(2)
# build: Residual(2)
