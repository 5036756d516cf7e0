import torch
from torch import nn


class Wavelets(nn.Module):
    def __init__(self, scales=3, learn=False):
        super().__init__()
        bank = []
        for s in range(scales):
            bank.append(torch.exp(-torch.linspace(-1, 1, 5) ** 2 / (s + 1)))
        self.bank = bank  # expect: TSM103

        table = {}
        for s in range(scales):
            table[s] = torch.zeros(s + 1)
            table[f"{s}_size"] = s + 1
        self.table = table  # expect: TSM103

        low, high = [], list()
        low += [torch.zeros(2)]
        high.extend(torch.eye(2))
        self.low, self.high = low, tuple(high)  # expect: TSM103
        self.joined = low + high  # expect: TSM103
        self.merged = {**table, "extra": 1}  # expect: TSM103
        self.flat = [*high, 0.0]  # expect: TSM103
        self.some = high[1:]  # expect: TSM103
        self.empty = []


# build: Wavelets()
