import torch
import torch.nn as nn


class Scaled(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(dim))


class FrozenScaled(Scaled):
    def __init__(self, dim):
        super().__init__(dim)
        self.register_buffer("gain", torch.ones(dim))  # expect: TSM201


class MaskedConv2d(nn.Conv2d):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.register_buffer("weight", torch.ones_like(self.weight))  # expect: TSM201


class Adapter(Scaled):
    gain_mode = "static"

    def __init__(self, dim):
        super(Adapter, self).__init__(dim)
        self.register_module(name="gain", module=nn.Linear(dim, dim))  # expect: TSM201


# build: FrozenScaled(2)
# build: MaskedConv2d(1, 2, 3, padding=1)
# build: Adapter(2)
