import torch
from torch import nn
from torch.nn import Parameter, ParameterDict, ParameterList


class Factors(nn.Module):
    def __init__(self, shapes=((2, 3), (3, 2)), relations=("a", "b")):
        super().__init__()
        self.factors = ParameterList([Parameter(torch.zeros(s)) for s in shapes])
        self.by_name = nn.ParameterDict({r: Parameter(torch.ones(1)) for r in relations})
        self.later = nn.ParameterList()
        for shape in shapes:
            self.later.append(Parameter(torch.zeros(shape)))
        self.later += [Parameter(torch.zeros(1))]
        self.empty = ParameterDict()
        self.empty["first"] = Parameter(torch.zeros(1))
        self.empty.update({"second": Parameter(torch.zeros(2))})
        self.nested = nn.ModuleList([ParameterList([Parameter(torch.ones(1))])])
        self.tensors = nn.ParameterList(torch.ones(n) for n in range(1, 3))


# build: Factors()
