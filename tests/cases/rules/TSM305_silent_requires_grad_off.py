import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, experts=4):
        super().__init__()
        # without grad an integer Parameter is allowed
        self.order = nn.Parameter(torch.arange(experts), requires_grad=False)
        self.mask = nn.Parameter(torch.ones(experts, dtype=torch.bool), False)
        self.ids = nn.Parameter(data=torch.LongTensor([1, 2]), requires_grad=False)
        self.register_parameter("perm", nn.Parameter(torch.randperm(experts), requires_grad=False))
        self.levels = nn.ParameterList([nn.Parameter(torch.tensor([k]), False) for k in range(2)])
        code = torch.zeros(experts, dtype=torch.uint8)
        self.code = nn.Parameter(code, requires_grad=code.is_floating_point())


# build: Router()
