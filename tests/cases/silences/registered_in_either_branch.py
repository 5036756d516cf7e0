import torch
from torch import nn


class Flexible(nn.Module):
    def __init__(self, dim, bias=True, scale="learned", norm=None, table=None):
        super().__init__()
        # exclusive branches: each name is taken once on every path
        if bias is True:
            self.bias = nn.Parameter(torch.zeros(dim))
        elif bias is None:
            self.bias = None
        else:
            self.register_buffer("bias", torch.full((dim,), float(bias)))
        if scale == "learned":
            self.register_parameter("scale", nn.Parameter(torch.ones(dim)))
        if scale == "fixed":
            self.register_buffer("scale", torch.ones(dim))
        match norm:
            case None:
                self.norm = nn.Identity()
            case "layer":
                self.norm = nn.LayerNorm(dim)
            case _:
                self.norm = norm
        try:
            values = torch.as_tensor(table)
        except (TypeError, RuntimeError):
            self.register_buffer("table", None)
        else:
            self.register_buffer("table", values)

    def forward(self, x):
        x = self.norm(x) * self.scale
        return x if self.bias is None else x + self.bias


# build: net = Flexible(2); net(torch.ones(1, 2)); net
# build: net = Flexible(2, bias=None, scale="fixed", norm="layer", table=[1.0]); net(torch.ones(1, 2)); net
# build: net = Flexible(2, bias=1, norm=nn.Tanh()); net(torch.ones(1, 2)); net
