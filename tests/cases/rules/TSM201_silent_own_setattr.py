import torch
from torch import nn


def adjusted(thresholds=None):
    if isinstance(thresholds, int):
        return torch.linspace(0, 1, thresholds)
    if isinstance(thresholds, list):
        return torch.tensor(thresholds)
    return thresholds


class Metric(nn.Module):
    def __setattr__(self, name, value):
        if name == "higher_is_better":
            raise RuntimeError(f"{name} is constant")
        super().__setattr__(name, value)


class Curve(Metric):
    def __init__(self, thresholds=None):
        super().__init__()
        thresholds = adjusted(thresholds)
        if thresholds is None:
            self.thresholds = thresholds
        else:
            self.register_buffer("thresholds", thresholds, persistent=False)
