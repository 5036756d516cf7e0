import torch
from torch import nn


class Basis(nn.Module):
    def __init__(self, order=3, dim=4):
        super().__init__()
        rows = []
        for k in range(order):
            rows.append(torch.linspace(-1, 1, dim) ** k)
        rows += [torch.zeros(dim)]
        self.register_buffer("basis", torch.stack(rows))
        scales = {k: torch.ones(dim) * k for k in range(order)}
        self.scales = nn.ParameterDict({str(k): v for k, v in scales.items()})
        self.weight = nn.Parameter(torch.cat([r[None] for r in rows]))
        self.total = len(rows) + len(scales)
        for name, value in {"low": torch.zeros(1), "high": torch.ones(1)}.items():
            self.register_buffer(name, value)
        self.keys = list(scales)
        self.order = sorted(scales)


# build: Basis()
