from typing import Optional

import torch
from torch.nn import Module, Parameter


class Temperature(Module):
    scale = 1.0

    def __init__(self, start=2.0):
        super().__init__()
        self.scale = Parameter(torch.tensor(start))  # expect: TSM201


class Clip(Module):
    low: float = -1.0
    high: float = 1.0

    def __init__(self):
        super().__init__()
        self.low = -2.0  # a plain value may hide the class attribute
        self.register_buffer("high", torch.tensor(2.0))  # expect: TSM201


class Gate(Module):
    bias: Optional[Parameter] = None

    def __init__(self, width):
        super().__init__()
        self.weight = Parameter(torch.ones(width))
        self.register_parameter("bias", None)  # expect: TSM201


# build: Temperature()
# build: Clip()
# build: Gate(3)
