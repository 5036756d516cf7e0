import contextlib

import torch
from torch import nn


class RmsNorm(nn.Module):
    def __init__(self, dim: int, eps: float = 1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.empty(dim))

    def reset_parameters(self):
        nn.init.ones_(self.weight)

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight


class Transformer(nn.Module):
    def __init__(self, vocab=16, dim=4, depth=2, length=8):
        super().__init__()
        self.length, self.dim = length, dim
        self.embed = nn.Embedding(vocab, dim)
        self.layers = nn.ModuleDict({str(i): nn.TransformerEncoderLayer(dim, 2, dim) for i in range(depth)})
        self.register_buffer("freqs", self._freqs(), persistent=False)
        self.norm = RmsNorm(dim)

    def _freqs(self, device=None):
        steps = torch.arange(self.length, dtype=torch.float32, device=device)
        return torch.outer(steps, torch.ones(self.dim, device=device))

    @torch.no_grad()
    def init_weights(self, device=None):
        # a model that was made on "meta" gets its values here; the buffer keeps its name
        self.freqs = self._freqs(device)
        for module in self.modules():
            if module is not self and hasattr(module, "reset_parameters"):
                module.reset_parameters()

    def forward(self, ids):
        x = self.embed(ids) + self.freqs[: ids.size(1)]
        for layer in self.layers.values():
            x = layer(x)
        return self.norm(x)


def build(meta=False):
    with torch.device("meta") if meta else contextlib.nullcontext():
        model = Transformer()
    model.to_empty(device="cpu").init_weights("cpu")
    return model


# build: net = build(meta=True); net(torch.zeros(1, 3, dtype=torch.long)); net
# build: net = build(); net(torch.zeros(1, 3, dtype=torch.long)); net
