import torch
from torch import nn


class Recsys(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.towers = nn.ModuleDict({"user": nn.Linear(dim, dim)})
        self.towers["item"] = nn.Linear(dim, dim)
        self.towers["items"] = nn.Linear(dim, dim)  # expect: TSM204


class Experts(nn.Module):
    def __init__(self, dim, n=2):
        super().__init__()
        self.experts = nn.ModuleDict()
        for i in range(n):
            self.experts[i] = nn.Linear(dim, dim)  # expect: TSM204


class Prompts(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.prompts = nn.ParameterDict()
        for name in ("prefix", "copy"):
            self.prompts[name] = torch.zeros(dim)  # expect: TSM204


# build: Recsys(2)
# build: Experts(2)
# build: Prompts(2)
