import torch
from torch import nn


def lattice(n: int) -> list[torch.Tensor]:
    return [torch.arange(i) for i in range(n)]


class CacheMixin:
    def _start_cache(self):
        self.cache = {}
        self._remember("first", torch.zeros(2))

    def _remember(self, key, value):
        self.cache[key] = value  # expect: TSM103


class Crf(CacheMixin, nn.Module):
    masks = [torch.ones(2), torch.zeros(2)]  # expect: TSM103
    table = {"start": torch.zeros(1)}  # expect: TSM103
    labels = ["B", "I", "O"]

    def __init__(self):
        super().__init__()
        self._start_cache()
        self.lattice = lattice(3)  # expect: TSM103
        setattr(self, "moves", [torch.zeros(2), torch.ones(2)])  # expect: TSM103
        self.trained = [torch.randn(2, requires_grad=True) for _ in range(2)]  # expect: TSM103
        self.cells = list(map(torch.tensor, [[1.0], [2.0]]))  # expect: TSM103
        self.named = dict(zip(self.labels, torch.eye(3).unbind()))  # expect: TSM103


# build: Crf()
