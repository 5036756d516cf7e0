import torch
from torch import nn


def precompute_freqs_cis(dim: int, end: int, theta: float = 10000.0):
    freqs = 1.0 / (theta ** (torch.arange(0, dim, 2)[: (dim // 2)].float() / dim))
    t = torch.arange(end, device=freqs.device)
    freqs = torch.outer(t, freqs).float()
    return torch.polar(torch.ones_like(freqs), freqs)


def load_table(cfg) -> torch.Tensor:
    return cfg.load("slopes")


class Transformer(nn.Module):
    def __init__(self, dim=8, heads=2, max_len=16, cfg=None):
        super().__init__()
        self.wq = nn.Linear(dim, dim, bias=False)
        self.freqs_cis = precompute_freqs_cis(dim // heads, max_len * 2)  # expect: TSM101
        self.slopes = load_table(cfg)  # expect: TSM101

        self.pe = torch.zeros(max_len, dim)  # replaced below: what stays is the reshaped one
        self.pe[:, 0::2] = torch.sin(torch.arange(max_len)).unsqueeze(1)
        self.pe = self.pe.unsqueeze(0)  # expect: TSM101

    def forward(self, x, start=0):
        return self.wq(x + self.pe[:, start:start + x.shape[1]]) * self.freqs_cis.real


# build: Transformer(cfg=types.SimpleNamespace(load=lambda name: torch.ones(2)))
