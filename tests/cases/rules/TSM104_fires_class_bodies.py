import torch
from torch import nn
from torch.nn.parameter import Parameter


class EReLU(nn.Module):
    # one object for every instance, and parameters() of none of them
    slope = nn.Parameter(torch.ones(1))  # expect: TSM104
    offset: nn.Parameter = Parameter(torch.zeros(1), requires_grad=False)  # expect: TSM104
    pair = [Parameter(torch.zeros(1)), Parameter(torch.ones(1))]  # expect: TSM104
    name = "erelu"
    weight: nn.Parameter

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))


class Outer:
    class Inner(nn.Module):
        gamma = Parameter(torch.ones(2))  # expect: TSM104


# build: EReLU()
# build: Outer.Inner()
