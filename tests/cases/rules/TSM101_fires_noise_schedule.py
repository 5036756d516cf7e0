import torch
import torch.nn.functional as F
from torch import nn


class Diffusion(nn.Module):
    def __init__(self, denoiser: nn.Module, steps=10, low=1e-4, high=0.02):
        super().__init__()
        self.denoiser = denoiser
        betas = torch.linspace(low ** 0.5, high ** 0.5, steps) ** 2
        alphas = 1.0 - betas
        self.betas, self.alphas = betas, alphas  # expect: TSM101
        self.alphas_bar: torch.Tensor = torch.cumprod(alphas, dim=0)  # expect: TSM101
        self.alphas_bar_prev = F.pad(self.alphas_bar[:-1], (1, 0), value=1.0)  # expect: TSM101
        self.log_var = self.log_var_clipped = torch.log(betas.clamp(min=1e-20))  # expect: TSM101
        *_, self.last_beta = betas.unbind()  # expect: TSM101
        self.steps, (self.snr, self.low) = steps, (alphas / betas, low)  # expect: TSM101

    def q_sample(self, x, t, noise):
        return self.alphas_bar[t].sqrt() * x + (1 - self.alphas_bar[t]).sqrt() * noise


# build: Diffusion(torch.nn.Identity())
