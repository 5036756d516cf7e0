from dataclasses import dataclass

import torch
from torch import nn


class Dequantise(nn.Module):
    table = torch.tensor([0.0, 0.5, 1.0])  # expect: TSM101
    bits: torch.Tensor = torch.arange(8)  # expect: TSM101
    levels = 3

    class Inner(nn.Module):
        def __init__(self):
            super().__init__()
            self.zero_point = torch.zeros(1)  # expect: TSM101


@dataclass(eq=False)
class Window(nn.Module):
    size: int = 4

    def __post_init__(self):
        super().__init__()
        self.taps = torch.ones(self.size)  # expect: TSM101


def make_loss(weights):
    class Loss(nn.Module):
        def __init__(self):
            super().__init__()
            self.weights = torch.tensor(weights)  # expect: TSM101

    return Loss()


# build: Dequantise()
# build: Dequantise.Inner()
# build: Window()
# build: make_loss([1.0, 2.0])
