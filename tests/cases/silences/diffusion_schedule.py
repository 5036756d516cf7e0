import math

import torch
from torch import nn


def cosine_betas(steps: int, offset: float = 0.008) -> torch.Tensor:
    t = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
    curve = torch.cos((t + offset) / (1 + offset) * math.pi / 2) ** 2
    return (1 - curve[1:] / curve[:-1]).clamp(max=0.999)


class GaussianDiffusion(nn.Module):
    def __init__(self, denoiser: nn.Module, steps: int = 8, schedule: str = "cosine"):
        super().__init__()
        self.denoiser = denoiser
        self.steps = steps
        betas = {"cosine": cosine_betas, "linear": lambda n: torch.linspace(1e-4, 0.02, n)}[schedule](steps)
        alphas = 1.0 - betas
        cumulative = alphas.cumprod(0)

        def keep(name, value):
            self.register_buffer(name, value.to(torch.float32), persistent=False)

        keep("betas", betas)
        keep("alphas_cumprod", cumulative)
        keep("alphas_cumprod_prev", torch.cat([cumulative.new_ones(1), cumulative[:-1]]))
        for name, value in {"signal": cumulative.sqrt(), "noise": (1 - cumulative).sqrt()}.items():
            self.register_buffer(f"{name}_rate", value.float())

    def q_sample(self, x, t, noise):
        shape = (-1,) + (1,) * (x.dim() - 1)
        return self.signal_rate[t].view(shape) * x + self.noise_rate[t].view(shape) * noise

    def forward(self, x):
        t = torch.randint(0, self.steps, (x.size(0),), device=x.device)
        noise = torch.randn_like(x)
        return nn.functional.mse_loss(self.denoiser(self.q_sample(x, t, noise)), noise)


# build: net = GaussianDiffusion(nn.Linear(4, 4)); net(torch.randn(3, 4)); net
# build: GaussianDiffusion(nn.Linear(4, 4), 4, "linear")
