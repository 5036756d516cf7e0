import copy
from collections import defaultdict

import torch
from torch import nn


class Ema:
    """Not a Module: what it holds goes through its own state_dict and to()."""

    def __init__(self, model: nn.Module, decay: float = 0.99):
        self.decay = torch.tensor(decay)
        self.shadow = {name: p.detach().clone() for name, p in model.named_parameters()}
        self.average = copy.deepcopy(model).eval()
        self.modules = [self.average]
        self.backup = defaultdict(list)

    @torch.no_grad()
    def update(self, model):
        for name, param in model.named_parameters():
            self.shadow[name].lerp_(param, float(1 - self.decay))
        for ours, theirs in zip(self.average.parameters(), model.parameters()):
            ours.copy_(theirs)

    def state_dict(self):
        return {"decay": self.decay, "shadow": self.shadow}

    def to(self, device):
        self.shadow = {name: value.to(device) for name, value in self.shadow.items()}
        return self


class Swa(Ema):
    def __init__(self, model):
        self.count = torch.zeros(1)  # before super().__init__(), which is no Module's
        self.first = nn.Linear(1, 1)
        super().__init__(model)


def train(steps=2):
    model = nn.Linear(2, 2)
    ema = Swa(model)
    for _ in range(steps):
        ema.update(model)
    return ema.to("cpu").state_dict()


# build: train()
