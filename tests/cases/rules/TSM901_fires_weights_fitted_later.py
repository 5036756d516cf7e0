import torch
from torch import Tensor, nn


class Whitening(nn.Module):
    def __init__(self):
        super().__init__()
        self.fitted = False

    @torch.no_grad()
    def fit(self, data: Tensor) -> "Whitening":
        self.mean = data.mean(dim=0)  # expect: TSM901
        self.scale = 1.0 / torch.clamp(data.std(dim=0), min=1e-6)  # expect: TSM901
        self.fitted = True
        return self

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) * self.scale


# build: net = Whitening().fit(torch.randn(8, 2)); net(torch.ones(1, 2)); net
