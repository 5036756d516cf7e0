import torch
import torch.nn as nn


class RunningNorm(nn.Module):
    """Whitens observations with statistics gathered over the whole run."""

    def __init__(self, shape, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.mean = torch.zeros(shape)  # expect: TSM101
        self.var = torch.ones(shape, dtype=torch.float64)  # expect: TSM101
        self.count = torch.tensor(0)  # expect: TSM101

    @torch.no_grad()
    def update(self, obs):
        batch = obs.shape[0]
        delta = obs.mean(0) - self.mean
        self.count += batch
        self.mean.add_(delta * batch / self.count)

    def forward(self, obs):
        return (obs - self.mean) / (self.var + self.eps).sqrt()


# build: RunningNorm(3)
# build: RunningNorm((2, 4))
