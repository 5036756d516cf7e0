import torch
from torch import nn


class Spline(nn.Module):
    def __init__(self, n=3, share=False):
        super().__init__()
        self.knots = [nn.Parameter(torch.zeros(2)) for _ in range(n)]
        self.knots = nn.ParameterList(self.knots)  # takes the name over

        self.coefs = []
        for i in range(n):
            self.coefs.append(nn.Parameter(torch.full((2,), float(i))))
        self.coefs = nn.Parameter(torch.stack([c.detach() for c in self.coefs]))

        self.tmp = {"a": nn.Parameter(torch.zeros(1))}
        for name, p in self.tmp.items():
            self.register_parameter(name, p)
        del self.tmp

        rows = [nn.Parameter(torch.ones(2)) for _ in range(n)]
        self.rows = nn.ParameterList(rows)
        if share:
            self.views = [nn.Parameter(torch.ones(1))]
        if share:
            self.views = nn.ParameterList(self.views)


# build: Spline()
# build: Spline(share=True)
