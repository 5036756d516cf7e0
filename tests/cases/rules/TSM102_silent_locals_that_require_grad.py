import torch
from torch import nn


class Calibrated(nn.Module):
    def __init__(self, logits, steps: int = 2):
        super().__init__()
        t = torch.ones(1, requires_grad=True)
        opt = torch.optim.SGD([t], lr=0.1)
        for _ in range(steps):
            opt.zero_grad()
            loss = (torch.as_tensor(logits) / t).square().mean()
            loss.backward()
            opt.step()
        self.final_loss = loss.item()
        self.grad_norm = float(t.grad.norm())
        self.register_buffer("temperature", t.detach())
        bias = nn.Parameter(torch.zeros(1))
        scaled = bias * 2
        self.bias, self.scaled_size = bias, scaled.numel()


# build: Calibrated([1.0, 2.0])
