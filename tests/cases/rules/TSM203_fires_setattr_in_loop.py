import torch
from torch import nn


class Gates(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for name in ("input", "forget"):
            self.register_parameter(f"w_{name}", nn.Parameter(torch.zeros(dim)))
        for name in ("forget", "output"):
            setattr(self, f"w_{name}", torch.ones(dim).tolist())  # expect: TSM203


class Stages(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for i in range(3):
            self.add_module(f"stage{i}", nn.Linear(dim, dim))
        self.stage2 = float(dim)  # expect: TSM203


# build: Gates(2)
# build: Stages(2)
