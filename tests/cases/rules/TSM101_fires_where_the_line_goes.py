import torch
from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = int(self.mask.sum())


class Early(Base):
    def __init__(self):
        self.mask = torch.ones(3)  # expect: TSM101
        self.other = torch.ones(3)  # expect: TSM101
        super().__init__()


class Branches(nn.Module):
    def __init__(self, first=True, second=True, width=3):
        super().__init__()
        if first:
            self.scale = None
        if second:
            self.scale = torch.arange(width)  # expect: TSM101
        self.count = 3
        self.count = torch.arange(self.count)  # expect: TSM101
        self.table = None
        if second:
            self.table = torch.ones(width)  # expect: TSM101

    def prop(self):
        return self.scale


# build: Early()
# build: Branches()
# build: Branches(first=False)
# build: Branches(second=False)
