import torch
import torch.nn as nn


class Diffusion(nn.Module):
    def __init__(self, steps=10):
        super().__init__()
        betas = torch.linspace(1e-4, 2e-2, steps)
        alphas = 1.0 - betas
        self.register_buffer("betas", betas)
        self.register_buffer("alphas", alphas)
        self.register_buffer("alphas", alphas.cumprod(0))  # expect: TSM202
        self.register_buffer(name="posterior", tensor=betas * 2)
        self.register_buffer(  # expect: TSM202
            tensor=betas.log(),
            persistent=False,
            name="posterior",
        )


# build: Diffusion()
