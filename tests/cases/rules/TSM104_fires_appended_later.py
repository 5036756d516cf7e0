from collections import OrderedDict, defaultdict, deque

import torch
import torch.nn as nn


class LowRank(nn.Module):
    def __init__(self, shapes=((2, 3), (3, 4)), rank=1):
        super().__init__()
        self.factors = []
        self.by_name = OrderedDict()
        self.groups = defaultdict(list)
        self.window = deque(maxlen=2)
        self.slots = [None, None]
        for i, (rows, cols) in enumerate(shapes):
            self.factors.append(nn.Parameter(torch.zeros(rows, rank)))  # expect: TSM104
            self.factors += [nn.Parameter(torch.randn(rank, cols))]  # expect: TSM104
            self.by_name[f"scale_{i}"] = nn.Parameter(torch.ones(1))  # expect: TSM104
            self.groups["bias"].append(nn.Parameter(torch.zeros(cols)))  # expect: TSM104
            self.slots[i] = nn.Parameter(torch.zeros(cols))  # expect: TSM104
        self.factors.extend(nn.Parameter(torch.zeros(r)) for r, _ in shapes)  # expect: TSM104
        self.by_name.update(last=nn.Parameter(torch.zeros(1)))  # expect: TSM104
        self.window.append(nn.Parameter(torch.ones(2)))  # expect: TSM104
        self.factors.append(rank)


# build: LowRank()
