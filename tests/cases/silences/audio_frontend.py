import numpy as np
import torch
from torch import nn


def mel_bank(n_mels: int, n_fft: int, rate: int) -> np.ndarray:
    mel = np.linspace(0.0, 2595 * np.log10(1 + rate / 2 / 700), n_mels + 2)
    hertz = 700 * (10 ** (mel / 2595) - 1)
    bins = np.linspace(0, rate / 2, n_fft // 2 + 1)
    rise = (bins[None] - hertz[:-2, None]) / np.diff(hertz)[:-1, None]
    fall = (hertz[2:, None] - bins[None]) / np.diff(hertz)[1:, None]
    return np.maximum(0, np.minimum(rise, fall))


class LogMel(nn.Module):
    WINDOWS = {"hann": torch.hann_window, "hamming": torch.hamming_window}

    def __init__(self, n_fft=64, hop=16, n_mels=8, rate=8000, window="hann", preemphasis=None):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", self.WINDOWS[window](n_fft), persistent=False)
        bank = mel_bank(n_mels, n_fft, rate)
        self.peak_rate = float(bank.max())
        self.register_buffer("bank", torch.from_numpy(bank).float())
        if preemphasis is not None:
            kernel = torch.tensor([[[-preemphasis, 1.0]]])
            self.register_buffer("kernel", kernel)
        else:
            self.kernel = None
        self.db = nn.Hardtanh(-80.0, 20.0)

    def forward(self, wave):
        if self.kernel is not None:
            wave = nn.functional.conv1d(wave[:, None], self.kernel)[:, 0]
        spec = torch.stft(wave, self.n_fft, self.hop, window=self.window, return_complex=True)
        return self.db(10 * torch.log10(self.bank @ spec.abs().square() + 1e-10))


# build: net = LogMel(); net(torch.randn(1, 256)); net
# build: net = LogMel(window="hamming", preemphasis=0.97); net(torch.randn(1, 256)); net
