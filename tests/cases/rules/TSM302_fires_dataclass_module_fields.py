import dataclasses

import torch
from torch import nn


@dataclasses.dataclass(eq=False)
class AutoEncoder(nn.Module):
    latent: int
    encoder: nn.Module  # expect: TSM302
    decoder: nn.Module
    beta: float = 1.0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decoder(self.encoder(x))


# build: AutoEncoder(2, nn.Linear(4, 2), nn.Linear(2, 4))
