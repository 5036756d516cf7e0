import torch
from torch import nn


class Slots(nn.Module):
    def __init__(self, slots=3):
        super().__init__()
        self.items = nn.ParameterList([nn.Parameter(torch.arange(3)) for _ in range(slots)])  # expect: TSM305
        self.by_name = nn.ParameterDict({"a": nn.Parameter(torch.tensor([True, False]))})  # expect: TSM305
        index = torch.tensor([2, 0, 1])
        self.setup(index)

    def setup(self, index: torch.Tensor):
        self.index = nn.Parameter(index)  # expect: TSM305


# build: Slots()
