from typing import Optional

import torch
from torch import nn


class AutoRegressive(nn.Module):
    def __init__(self, n: int, permutation: Optional[torch.LongTensor] = None):
        super().__init__()
        if permutation is None:
            order = torch.randperm(n)
        else:
            order = permutation.type(dtype=torch.int64)
        self.register_buffer("permutation", order)
        self.register_buffer("again", torch.ones(2).type(torch.int64))


AutoRegressive(2, torch.arange(2))
