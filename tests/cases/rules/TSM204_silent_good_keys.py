import torch
from torch import nn


class Heads(nn.Module):
    def __init__(self, names=("left", "right"), dim=2):
        super().__init__()
        # these names are free on ModuleDict and ParameterDict
        self.columns = nn.ModuleDict({"layer_type": nn.Linear(1, dim), "class": nn.Linear(1, dim)})
        self.levels = nn.ModuleDict({str(i): nn.Linear(dim, dim) for i in range(3)})
        self.stages = nn.ModuleDict({f"stage{i}": nn.Linear(dim, dim) for i in (1, 2)})
        self.by_name = nn.ModuleDict({name: nn.Linear(dim, 1) for name in names})
        self.rnn = nn.ModuleDict(dict(forwards=nn.GRU(dim, dim), backwards=nn.GRU(dim, dim)))
        self.tokens = nn.ParameterDict({"cls": torch.zeros(dim), "with space": torch.ones(dim)})
        self.lookup = {"type": "table", 0: "zero", "keys": [1, 2]}
        self.columns["forward_fill"] = nn.Linear(1, dim)
        self.columns.update({"name": nn.Linear(1, dim)})


# build: Heads()
