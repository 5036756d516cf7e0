import collections
from collections import OrderedDict, defaultdict, deque

import torch
from torch import nn


class MaskBank(nn.Module):
    def __init__(self, sizes=None, decay=0.9):
        super().__init__()
        sizes = {"short": 2, "long": 4} if sizes is None else sizes
        self.causal = {name: torch.ones(4, 4).tril() for name in ("short", "long")}  # expect: TSM103
        self.by_size = {k: torch.zeros(n) for k, n in sizes.items()}  # expect: TSM103
        self.stats = OrderedDict(mean=torch.zeros(2), std=torch.ones(2))  # expect: TSM103
        self.pairs = OrderedDict([("a", torch.zeros(2)), ("b", torch.ones(2))])  # expect: TSM103
        self.recent = deque([torch.zeros(2)], maxlen=4)  # expect: TSM103
        self.named = dict(decay=decay, start=torch.tensor(1.0))  # expect: TSM103
        self.zeros = defaultdict(list, first=[torch.zeros(1)])  # expect: TSM103
        self.deep = {"enc": {"mask": torch.ones(2), "n": 2}}  # expect: TSM103
        self.seen = {torch.zeros(1)}  # expect: TSM103
        self.line = collections.deque(torch.arange(i) for i in range(2))  # expect: TSM103


# build: MaskBank()
