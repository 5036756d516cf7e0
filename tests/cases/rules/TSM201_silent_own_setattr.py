import torch
from torch import nn


class Metric(nn.Module):
    def __setattr__(self, name, value):
        if name == "higher_is_better":
            raise RuntimeError(f"{name} is constant")
        super().__setattr__(name, value)


class Curve(Metric):
    def __init__(self, thresholds=None):
        super().__init__()
        if thresholds is None:
            self.thresholds = thresholds
        else:
            self.register_buffer("thresholds", torch.as_tensor(thresholds), persistent=False)
