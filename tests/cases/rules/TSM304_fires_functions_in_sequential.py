from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn


class Mlp(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.up = nn.Sequential(nn.Linear(dim, dim), F.gelu)  # expect: TSM304
        self.down = nn.Sequential(  # expect: TSM304
            nn.Linear(dim, dim),
            nn.ReLU,
            nn.Linear(dim, dim),
        )
        self.flat = nn.Sequential(nn.Conv1d(1, 1, 1), lambda x: x.flatten(1))  # expect: TSM304
        self.named = nn.Sequential(OrderedDict(lin=nn.Linear(dim, 1), act=torch.sigmoid))  # expect: TSM304


# build: Mlp(2)
