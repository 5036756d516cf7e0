"""A copy that is detached in place is trained by nobody, whatever it's called for a type checker."""
from typing import cast

import torch
from torch import nn


class Wrapper(nn.Module):
    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module
        self.copies = []
        for p in module.parameters():
            copy = cast(nn.Parameter, p.clone().detach_())
            self.copies.append(copy)  # expect: TSM103

    def forward(self, x):
        for p, copy in zip(self.module.parameters(), self.copies):
            copy.copy_(p.detach())
        return self.module(x)


class Sharded(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.lookups = []
        for _ in range(n):
            self.lookups.append(nn.Linear(2, 2))  # expect: TSM105
        self.by_name = {"a": nn.Linear(2, 2)}  # expect: TSM105
        self.named = {"a": nn.Linear(2, 2)}  # expect: TSM105

    def update(self):
        old = list(self.lookups)
        self.lookups.clear()
        self.named.clear()
        return old

    def forward(self, x, name="a"):
        return self.by_name.get(name, self.named["a"])(x) + torch.stack([lookup(x) for lookup in self.lookups]).sum()


# build: Wrapper(nn.Linear(2, 2)); Sharded(2)
