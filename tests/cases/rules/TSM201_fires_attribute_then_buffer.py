import torch
from torch import nn


class Spectrogram(nn.Module):
    def __init__(self, n_fft=16, hop=4):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.window = torch.hann_window(n_fft)  # expect: TSM101
        self.register_buffer("window", self.window, persistent=False)  # expect: TSM201

    def forward(self, wave):
        return torch.stft(wave, self.n_fft, self.hop, window=self.window, return_complex=True)


class Filterbank(nn.Module):
    def __init__(self, bands=4):
        super().__init__()
        self.edges = torch.linspace(0.0, 1.0, bands + 1)  # expect: TSM101
        widths = self.edges[1:] - self.edges[:-1]
        self.register_buffer(  # expect: TSM201
            tensor=widths / widths.sum(),
            name="edges",
        )


# build: Spectrogram()
# build: Filterbank(6)
