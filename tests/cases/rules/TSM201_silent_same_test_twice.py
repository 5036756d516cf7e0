import torch
from torch import nn


class LayerScale(nn.Module):
    def __init__(self, dim, learn=False, init=0.1):
        super().__init__()
        self.learn = learn
        if learn:
            self.gamma = nn.Parameter(torch.full((dim,), init))
        self.norm = nn.LayerNorm(dim)
        # the same test, unchanged in between: only one of the two ever registers
        if not learn:
            self.register_buffer("gamma", torch.full((dim,), init))


class Quantizer(nn.Module):
    def __init__(self, bits, mode):
        super().__init__()
        if mode == "static":
            self.scale = 1.0 / bits
        else:
            self.register_buffer("scale", torch.ones(bits))
        self.bits = bits
        if mode == "static":
            self.register_buffer("zero", torch.zeros(1))
        else:
            self.zero = None


# build: LayerScale(2)
# build: LayerScale(2, learn=True)
# build: Quantizer(4, "static")
# build: Quantizer(4, "dynamic")
