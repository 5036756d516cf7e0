from collections import defaultdict

import torch.nn as nn
import torch.nn.functional as F


class Heads(nn.Module):
    def __init__(self, depth=2, links=(("a", "b"), ("c", "d"))):
        super().__init__()
        self.zipped = list(zip([nn.Linear(2, 2) for _ in range(depth)], [F.relu] * depth))  # expect: TSM105
        self.pairs = [(nn.Linear(2, 2), F.relu)]  # expect: TSM105
        self.calls = [lambda x, layer=nn.Linear(2, 2): layer(x)]  # expect: TSM105
        self.grouped = {"enc": {"a": nn.Linear(2, 2)}}  # expect: TSM105
        self.rows = [[nn.Linear(2, 2)] for _ in range(depth)]  # expect: TSM105
        self.by_number = {1: nn.Linear(2, 2), 2: nn.Linear(2, 2)}  # expect: TSM105
        self.by_scale = {0.5: nn.Linear(2, 2)}  # expect: TSM105
        self.by_path = {"a.b": nn.Linear(2, 2)}  # expect: TSM105
        self.by_link = {link: nn.Linear(2, 2) for link in links}  # expect: TSM105
        self.by_split = {"train": nn.Linear(2, 2), "type": nn.Linear(2, 2)}  # expect: TSM105
        self.grown = {}
        for start, end in links:
            self.grown[start, end] = nn.Linear(2, 2)  # expect: TSM105
        self.missing = defaultdict(list)
        self.missing["a"].append(nn.Linear(2, 2))  # expect: TSM105
        self.later = [nn.Linear(2, 2)]  # expect: TSM105

        self.outputs = [nn.Linear(2, 2)]  # expect: TSM105

    def forward(self, x):
        self.outputs = [x]
        return x

    def grow(self):
        self.later = [nn.Linear(2, 2), nn.Linear(2, 2)]


# build: Heads()
