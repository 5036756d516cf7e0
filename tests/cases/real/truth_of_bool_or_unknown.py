import torch
from torch import nn


def is_bayesian(model) -> bool:
    if isinstance(model, nn.ModuleList):
        return any(m.flag for m in model)
    return getattr(model, "flag", False)


def either(model) -> bool:
    return model.flag or any(m.flag for m in model.children())


class Bayesian(nn.Module):
    def __init__(self, model):
        if is_bayesian(model):
            super().__init__()
        else:
            raise RuntimeError("not bayesian")


class Other(nn.Module):
    def __init__(self, model):
        if either(model):
            super().__init__()
        else:
            raise RuntimeError("not bayesian")


class Explore(Bayesian):
    def __init__(self, model):
        super().__init__(model=model)
        self.register_buffer("mc_points", torch.ones(2))


class Wander(Other):
    def __init__(self, model):
        super().__init__(model=model)
        self.register_buffer("mc_points", torch.ones(2))


layer = nn.Linear(2, 2)
layer.flag = True
Explore(layer), Wander(layer)
