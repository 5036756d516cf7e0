import torch
import torch.nn as nn


class Prior(nn.Module):
    def __init__(self, counts, classes=3):
        super().__init__()
        # the handler runs only when the registration above it did not happen
        try:
            self.register_buffer("log_prior", torch.tensor(counts).float().log())
        except (TypeError, RuntimeError):
            self.register_parameter("log_prior", nn.Parameter(torch.zeros(classes)))


class Fused(nn.Module):
    def __init__(self, dim, table):
        super().__init__()
        try:
            scale = table["scale"]
        except KeyError:
            self.scale = None
        else:
            self.register_buffer("scale", torch.full((dim,), scale))


# build: Prior([1, 2, 3])
# build: Prior(None)
# build: Fused(2, {"scale": 0.5})
# build: Fused(2, {})
