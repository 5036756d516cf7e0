import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.add_module("lin", nn.Linear(dim, dim))
        self.add_module("act", F.relu)  # expect: TSM304
        self.add_module("pool", nn.AdaptiveAvgPool1d)  # expect: TSM304
        self.add_module(name="scale", module=torch.ones(dim))  # expect: TSM304
        self.add_module("bias", nn.Parameter(torch.zeros(dim)))  # expect: TSM304
        self.register_module("layers", [nn.Linear(dim, dim)])  # expect: TSM304
        self.register_module("flat", lambda x: x.flatten(1))  # expect: TSM304


# build: Block(2)
