import torch
import torch.nn as nn


class Lookup(nn.Module):
    def __init__(self, rows=3):
        super().__init__()
        self.ids = nn.Parameter(torch.LongTensor([0, 1, 2]))  # expect: TSM305
        self.codes = nn.Parameter(torch.IntTensor(rows).zero_())  # expect: TSM305
        self.bytes = nn.Parameter(data=torch.zeros(rows, dtype=torch.uint8))  # expect: TSM305
        self.flags = nn.Parameter(torch.ones(rows, dtype=bool))  # expect: TSM305
        self.spans = nn.parameter.Parameter(torch.zeros(rows, 2, dtype=torch.long))  # expect: TSM305
        self.table = nn.Parameter(torch.Tensor([0, 1, 2]))  # torch.Tensor is always of floats


# build: Lookup()
