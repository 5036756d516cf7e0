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


# build: (Agent(), Zoo(), Trainer())
