from collections import OrderedDict

from torch import nn
from torch.nn import ModuleDict, ModuleList


class Transformer(nn.Module):
    def __init__(self, depth=2, dim=2, tasks=("a", "b")):
        super().__init__()
        self.blocks = ModuleList([nn.Linear(dim, dim) for _ in range(depth)])
        self.heads = ModuleDict({task: nn.Linear(dim, 1) for task in tasks})
        self.stem = nn.Sequential(OrderedDict([("lin", nn.Linear(dim, dim)), ("act", nn.ReLU())]))
        self.later = nn.ModuleList()
        for _ in range(depth):
            self.later.append(nn.ModuleList([nn.Linear(dim, dim), nn.LayerNorm(dim)]))
        self.later.extend([nn.Linear(dim, dim)])
        self.later += [nn.Linear(dim, 1)]
        self.by_name = nn.ModuleDict()
        self.by_name["first"] = nn.Linear(dim, dim)
        self.by_name.update({"second": nn.Linear(dim, dim)})
        layers = []
        for _ in range(depth):
            layers += [nn.Linear(dim, dim), nn.Dropout(0.1)]
        self.body = nn.Sequential(*layers)
        self.tower = nn.Sequential(*[nn.Linear(dim, dim) for _ in range(depth)], nn.ReLU())


# build: Transformer()
