import torch
from torch import nn


class AdversarialPatch:
    """An attack keeps its own tensors and its own optimizer."""

    def __init__(self, model: nn.Module, size=4):
        self.model = model
        self.patch = torch.rand(3, size, size, requires_grad=True)
        self.scale = nn.Parameter(torch.ones(1)) * 0.5
        self.optimizer = torch.optim.Adam([self.patch])


class Namespace:
    class Module:
        pass


class Impostor(Namespace.Module):
    def __init__(self):
        self.w = torch.ones(2, requires_grad=True)


class Latents(torch.utils.data.Dataset):
    z = torch.zeros(1, requires_grad=True)

    def __init__(self, n):
        self.codes = torch.zeros(n, requires_grad=True)


# build: (AdversarialPatch(torch.nn.Identity()), Impostor(), Latents(2))
