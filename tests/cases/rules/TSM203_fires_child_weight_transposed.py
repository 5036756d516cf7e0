import torch
from torch import nn


class TiedAutoencoder(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.encoder = nn.Linear(n_in, n_hidden)
        self.decoder = nn.Linear(n_hidden, n_in)
        self.decoder.weight = self.encoder.weight.t()  # expect: TSM203


class Sobel(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, bias=False)
        kernel = torch.tensor([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
        self.conv.weight = kernel[None, None]  # expect: TSM203


class Projector(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.lin.weight = 0.5 * torch.eye(dim)  # expect: TSM203


# build: TiedAutoencoder(4, 2)
# build: Sobel()
# build: Projector(3)
