import torch
from torch import Tensor, nn


class RunningNorm(nn.Module):
    """Batch normalisation over the last dimension, with optional scale and statistics."""

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, dim, eps=1e-5, momentum=0.1, affine=True, track=True, device=None, dtype=None):
        super().__init__()
        options = {"device": device, "dtype": dtype}
        self.dim, self.eps, self.momentum = dim, eps, momentum
        if affine:
            self.weight = nn.Parameter(torch.empty(dim, **options))
            self.bias = nn.Parameter(torch.empty(dim, **options))
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", None)
        if track:
            self.register_buffer("running_mean", torch.zeros(dim, **options))
            self.register_buffer("running_var", torch.ones(dim, **options))
        else:
            self.register_buffer("running_mean", None)
            self.register_buffer("running_var", None)
        self.reset_parameters()

    def reset_parameters(self):
        if self.running_mean is not None:
            self.running_mean.zero_()
            self.running_var.fill_(1)
        if self.weight is not None:
            nn.init.ones_(self.weight)
            nn.init.zeros_(self.bias)

    def forward(self, x):
        if self.training and self.running_mean is not None:
            with torch.no_grad():
                self.running_mean.lerp_(x.mean(0), self.momentum)
                self.running_var = self.running_var.lerp(x.var(0, unbiased=False), self.momentum)
        mean = x.mean(0) if self.running_mean is None else self.running_mean
        var = x.var(0, unbiased=False) if self.running_var is None else self.running_var
        out = (x - mean) * torch.rsqrt(var + self.eps)
        return out if self.weight is None else out * self.weight + self.bias


# build: net = RunningNorm(3); net(torch.randn(4, 3)); net
# build: net = RunningNorm(3, affine=False, track=False); net(torch.randn(4, 3)); net
