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


# build: (Agent(), Zoo(), Trainer())
# build: Engine(nn.Sequential(nn.Linear(1, 1)))
