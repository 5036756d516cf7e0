import torch
import torch.nn as tnn


class Autoencoder(tnn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self._build_encoder(n_in, n_hidden)
        self._build_decoder(n_in, n_hidden)

    def _build_encoder(self, n_in, n_hidden):
        self.encoder = tnn.Linear(n_in, n_hidden)
        self.norm = tnn.LayerNorm(n_hidden)

    def _build_decoder(self, n_in, n_hidden):
        self.decoder = tnn.Linear(n_hidden, n_in)
        self.norm = tnn.LayerNorm(n_in)  # expect: TSM202


class Flow(tnn.Module):
    def __init__(self, dim):
        super().__init__()
        self.shift = tnn.Parameter(torch.zeros(dim))
        self.setup(dim)

    def setup(self, dim):
        with torch.no_grad():
            self.shift = tnn.Parameter(torch.randn(dim))  # expect: TSM202


# build: Autoencoder(4, 2)
# build: Flow(3)
