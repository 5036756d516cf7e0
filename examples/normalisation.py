"""State that is not trained: statistics, masks, tables.  What PyTorch does not know of is not saved or moved."""
import torch
from torch import nn


class RunningNorm(nn.Module):
    # A tensor of the class: one for all instances, and in no state_dict().
    floor = torch.full((1,), 1e-6)

    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        # Lost when the model is saved, and left on the CPU by .to("cuda").
        self.running_mean = torch.zeros(features)
        self.register_buffer("running_var", torch.ones(features))
        # A second name for the buffer: .to() puts a new tensor there, and this name keeps the old one.
        self.variance = self.running_var

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x - self.running_mean) / (self.variance + self.floor).sqrt()


class Attention(nn.Module):
    def __init__(self, width: int, length: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        # Can be computed again, so a buffer with persistent=False: old checkpoints still load.
        self.mask = torch.ones(length, length).tril()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        scores = (q @ k.transpose(-2, -1)).masked_fill(self.mask == 0, float("-inf"))
        return scores.softmax(dim=-1) @ v


class Quantiser(nn.Module):
    def __init__(self, bins: int) -> None:
        super().__init__()
        # Integers can't require grad: RuntimeError.
        self.codes = nn.Parameter(torch.arange(bins))
        self.register_buffer("scale", torch.ones(1))

    def calibrate(self, x: torch.Tensor) -> None:
        # A buffer takes a tensor and no number: TypeError.
        self.scale = 1.0
