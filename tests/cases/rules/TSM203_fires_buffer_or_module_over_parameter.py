import torch
from torch import nn


class Prompt(nn.Module):
    def __init__(self, length, dim):
        super().__init__()
        self.prompt = nn.Parameter(torch.zeros(length, dim))
        self.prompt = nn.Embedding(length, dim)  # expect: TSM203


class Statistics(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(dim))
        self.mean = nn.Buffer(torch.zeros(dim))  # expect: TSM203


class Table(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.rows = nn.Linear(n, n)
        self.rows = nn.Buffer(torch.eye(n))  # expect: TSM203


class Stage(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("down", None)
        self.down = "none"  # expect: TSM203


# build: Prompt(2, 3)
# build: Statistics(2)
# build: Table(2)
# build: Stage()
