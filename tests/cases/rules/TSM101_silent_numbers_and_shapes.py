import math

import torch
from torch import nn


class Statistics(nn.Module):
    def __init__(self, sample: torch.Tensor, values=(1.0, 2.0)):
        super().__init__()
        t = torch.tensor(values)
        self.mean = t.mean().item()
        self.log_mean = math.log(t.mean())
        self.std = float(t.std())
        self.bins = int(t.argmax())
        self.shape = sample.shape[1:]
        self.batch, *self.rest = sample.size()
        self.in_dtype, self.device = sample.dtype, sample.device
        self.total = sample.numel() + len(t)
        self.listed = t.tolist()
        self.positive = bool((t > 0).all())
        self.same = torch.equal(t, t) and torch.allclose(t, t)
        self.ndim = sample.dim() * t.ndim
        self.eps = torch.finfo(t.dtype).eps
        self.step = t.stride(0)
        self.text = f"{t}"
        self.is_float = t.is_floating_point()
        self.result = torch.result_type(t, 1)
        self.tensor_type = torch.Tensor  # the class, not an instance


# build: Statistics(torch.ones(2, 3))
