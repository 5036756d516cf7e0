import torch
from torch import nn
from torch.nn import Buffer


class Whitening(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mean = None
        self.mean = Buffer(torch.zeros(dim))  # expect: TSM201


class Rope(nn.Module):
    def __init__(self, dim=8, base=10000.0):
        super().__init__()
        self.rates = base ** (-torch.arange(0, dim, 2) / dim)  # expect: TSM101
        self.rates = nn.Buffer(self.rates, persistent=False)  # expect: TSM201


class Counter(nn.Module):
    steps = 0

    def __init__(self):
        super().__init__()
        self.steps = nn.Buffer(torch.tensor(0))  # expect: TSM201


# build: Whitening(2)
# build: Rope()
# build: Counter()
