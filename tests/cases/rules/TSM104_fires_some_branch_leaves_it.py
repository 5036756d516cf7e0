import torch
from torch import nn


class ScalarMix(nn.Module):
    def __init__(self, n=2, how="plain", shared=None, strict=False):
        super().__init__()
        scalars = [nn.Parameter(torch.zeros(1)) for _ in range(n)]
        if how == "list":
            self.scalars = nn.ParameterList(scalars)
        elif how == "plain":
            self.scalars = scalars  # expect: TSM104
        else:
            self.scalars = None

        self.extra = [nn.Parameter(torch.ones(1))] if shared is None else shared  # expect: TSM104
        self.gains = shared or [nn.Parameter(torch.ones(1))]  # expect: TSM104

        try:
            self.bias = [nn.Parameter(torch.zeros(n))]  # expect: TSM104
            self.depth = int(how)
        except ValueError:
            self.depth = None

        self.late = [nn.Parameter(torch.ones(n))]  # expect: TSM104
        if strict:
            return
        self.late = nn.ParameterList(self.late)


# build: ScalarMix()
# build: ScalarMix(how="list", shared=(1,), strict=True)
# build: ScalarMix(how="4")
