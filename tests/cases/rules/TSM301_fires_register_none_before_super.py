import torch
from torch import nn
from torch.nn import Parameter


class Projection(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        if not bias:
            # None needs the table of parameters just as a Parameter does
            self.register_parameter("bias", None)  # expect: TSM301
        super().__init__()
        self.weight = Parameter(torch.empty(out_features, in_features))
        if bias:
            self.bias = Parameter(torch.zeros(out_features))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


# build: Projection(2, 3, bias=False)
# build: Projection(2, 3)
