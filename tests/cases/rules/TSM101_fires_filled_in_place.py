"""What methods fill in place, by parts or in a function, is no weight; what is drawn stays drawn, whoever takes it apart."""
import numpy as np
import torch
from torch import nn


def store(rows, t, x):
    rows[:, t].copy_(x)


class Memory(nn.Module):
    def __init__(self, n=2, tasks=2):
        super().__init__()
        self.net = nn.Linear(n, n)
        self.seen = torch.FloatTensor(tasks, n)  # expect: TSM101
        self.rows = torch.empty(n, tasks)  # expect: TSM101
        self.hot = torch.FloatTensor(tasks, n)  # expect: TSM101
        self.basis = torch.tensor(np.linalg.qr(np.random.randn(n, n))[0])  # expect: TSM101
        self.order = torch.lu_unpack(*torch.randn(n, n).lu())[0]  # expect: TSM101
        self.dims = dims = torch.ones(n)  # expect: TSM101
        self.register_buffer("less", dims - 1)

    def encode(self, index):
        self.hot.zero_()
        return self.hot.scatter_(1, index, 1)

    def observe(self, x, t):
        self.seen[t].copy_(x)
        store(self.rows, t, x)
        return self.net(self.seen) @ self.rows @ self.basis @ self.order * self.dims


# build: Memory()
