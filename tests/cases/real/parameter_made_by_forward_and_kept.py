import torch
from torch import nn


class Explainer(nn.Module):
    """forward trains a mask that it makes for the example at hand and keeps on self: on purpose."""

    def forward(self, x, target):
        self._set_masks(x)
        optimizer = torch.optim.Adam([self.mask])
        for _ in range(3):
            loss = ((x * self.mask).sum() - target) ** 2
            loss.backward()
            optimizer.step()
        return self.mask.detach()

    def _set_masks(self, x):
        baselines = []
        baselines.append(nn.Parameter(torch.zeros(x.shape)))
        self.baselines = nn.ParameterList(baselines)
        self.mask = nn.Parameter(torch.ones(x.shape))


Explainer()(torch.ones(2), torch.ones(1))
