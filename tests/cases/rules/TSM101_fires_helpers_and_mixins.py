import torch
from torch import nn


class WindowMixin:
    def _make_window(self, n):
        self.window = torch.hann_window(n)  # expect: TSM101


class Frontend(nn.Module):
    def __init__(self, n_fft=8):
        super().__init__()
        self.n_fft = n_fft
        self._build()

    def _build(self):
        self.bank = self._filters(self.n_fft)  # expect: TSM101

    def _filters(self, n):
        return torch.rand(n, n // 2 + 1).clamp_(min=0)

    def fill(self, value):
        self.filled = torch.full((self.n_fft,), value)  # expect: TSM101


class MelFrontend(WindowMixin, Frontend):
    def __init__(self):
        super().__init__(n_fft=16)
        self._make_window(16)
        Frontend.fill(self, 0.5)
        self.mel = super()._filters(4)  # expect: TSM101


# build: Frontend()
# build: MelFrontend()
