import torch
from torch import nn
from torch.nn.parameter import Parameter


class PerRelation(nn.Module):
    def __init__(self, relations: int, dim: int = 2):
        super().__init__()
        for r in range(relations):
            self.register_parameter("weight.%d" % r, Parameter(torch.ones(dim, dim)))  # expect: TSM303
            self.register_parameter("{}.bias".format(r), Parameter(torch.zeros(dim)))  # expect: TSM303
            self.register_buffer("norm." + str(r), torch.ones(1))  # expect: TSM303
            self.register_buffer("norm_" + str(r), torch.ones(1))


# build: PerRelation(2)
