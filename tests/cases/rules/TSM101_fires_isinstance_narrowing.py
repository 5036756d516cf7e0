import numbers

import torch
from torch import nn


class GaussianBlur(nn.Module):
    """Audio or image smoothing; sigma may be a number, a list or a tensor."""

    def __init__(self, sigma, kernel=None, taps=5):
        super().__init__()
        if isinstance(sigma, numbers.Number):
            self.sigma = float(sigma)
        elif isinstance(sigma, torch.Tensor):
            self.sigma = sigma  # expect: TSM101
        else:
            self.sigma = torch.as_tensor(sigma)  # expect: TSM101

        if not torch.is_tensor(kernel):
            kernel = torch.ones(taps) / taps
        self.kernel = kernel  # expect: TSM101

    def forward(self, x):
        return nn.functional.conv1d(x, self.kernel[None, None]) * self.sigma


# build: GaussianBlur(1.5)
# build: GaussianBlur(torch.ones(2), kernel=torch.ones(5))
# build: GaussianBlur([1.0, 2.0])
