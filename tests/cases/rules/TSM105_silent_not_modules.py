import torch
from torch import nn


class Agent:
    """Trainers and agents own networks in any container they like."""

    def __init__(self, n=2):
        self.critics = [nn.Linear(2, 1) for _ in range(n)]
        self.nets = {"actor": nn.Linear(2, 2)}
        self.nets["target"] = nn.Linear(2, 2)

    def parameters(self):
        for net in [*self.critics, *self.nets.values()]:
            yield from net.parameters()


class Zoo(dict):
    defaults = [nn.Linear(1, 1)]

    def __init__(self):
        super().__init__(small=nn.Linear(1, 1))
        self.order = tuple(nn.Linear(1, 1) for _ in range(2))


class Trainer(Agent):
    model = nn.Linear(1, 1)

    def __init__(self):
        super().__init__()
        self.models = []
        self.models.append(nn.Linear(1, 1))
        self.optimizer = torch.optim.SGD(self.parameters(), lr=0.1)


class Box:
    def __init__(self, module):
        self.weight = module.weight


class Other(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.weight = module.weight


class Engine(nn.Module):
    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module
        self.makers = {nn.Linear: self.boxed, nn.Conv1d: Other}
        self.boxes = []
        for child in module.children():
            if self.makers[child.__class__] == self.boxed:
                self.boxes.append(self.makers[child.__class__](child))

    def boxed(self, module):
        return Box(module)


class Policy:
    layer = None

    def __init__(self):
        Policy.layer = nn.Conv2d


class Found(nn.Module):
    def __init__(self, module: nn.Module, policies=(Policy,)):
        super().__init__()
        self.module = module
        self.makers = {nn.Linear: Other}
        for policy in policies:
            self.makers.update({policy.layer: self.found})
        self.parts = []
        for child in module.children():
            if self.makers[child.__class__] == self.found:
                self.parts.append(self.makers[child.__class__](child))

    def found(self, module):
        return getattr(self, f"box_{module.groups}", self.training)


class Set(nn.Module):
    def __init__(self, module: nn.Module):
        super().__init__()
        Policy()
        self.module = module
        self.makers = {nn.Linear: Other}
        if Policy.layer is not None:
            self.makers.update({Policy.layer: self.found})
        self.parts = []
        for child in module.children():
            if self.makers[child.__class__] == self.found:
                self.parts.append(self.makers[child.__class__](child))

    def found(self, module):
        return getattr(self, f"box_{module.groups}", self.training)


# build: (Agent(), Zoo(), Trainer())
# build: Engine(nn.Sequential(nn.Linear(1, 1)))
# build: Set(nn.Sequential(nn.Linear(1, 1), nn.Conv2d(1, 1, 1)))
# build: Found(nn.Sequential(nn.Linear(1, 1), nn.Conv2d(1, 1, 1)))
