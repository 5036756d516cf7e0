import torch
from torch import Tensor, nn


def make_token(dim: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(1, dim))


def tokens(n, dim):
    out = []
    for _ in range(n):
        out.append(make_token(dim))
    return out


class PromptMixin:
    def add_prompt(self, name: str, value: Tensor):
        self.prompts[name] = nn.Parameter(value)  # expect: TSM104


class Prompted(PromptMixin, nn.Module):
    def __init__(self, n=2, dim=3):
        super().__init__()
        self.prompts = {}
        self.add_prompt("cls", torch.zeros(dim))
        self._build(n, dim)
        setattr(self, "queries", [make_token(dim)])  # expect: TSM104

    def _build(self, n, dim):
        self.tokens = tokens(n, dim)  # expect: TSM104
        self.keys = [make_token(d) for d in (dim, dim + 1)]  # expect: TSM104


# build: Prompted()
