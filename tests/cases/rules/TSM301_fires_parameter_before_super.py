import torch
from torch import nn as tnn


class LogScale(tnn.Module):
    def __init__(self, dim: int, init: float = 0.0) -> None:
        self.dim = dim
        self.log_scale = tnn.Parameter(torch.full((dim,), init))  # expect: TSM301
        super().__init__()
        self.norm = tnn.LayerNorm(dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(x) * self.log_scale.exp()


# build: LogScale(4)
# build: LogScale(4, init=-1.0)
