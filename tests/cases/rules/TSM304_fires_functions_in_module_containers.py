import torch
import torch.nn.functional as F
from torch import nn


class Mixed(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.ops = nn.ModuleList([torch.relu, F.silu])  # expect: TSM304
        self.acts = nn.ModuleDict({"gelu": nn.GELU(), "mish": F.mish})  # expect: TSM304
        self.kinds = nn.ModuleDict({"lin": nn.Linear, "conv": nn.Conv1d})  # expect: TSM304
        self.gains = nn.ModuleList([nn.Parameter(torch.ones(dim)) for _ in range(2)])  # expect: TSM304


class Appended(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.append(nn.Linear(2, 2))
        self.layers.append(F.relu)  # expect: TSM304
        self.layers.extend([nn.Linear(2, 2), torch.tanh])  # expect: TSM304
        self.table = nn.ModuleDict()
        self.table["act"] = F.relu  # expect: TSM304


# build: Mixed()
# build: Appended()
