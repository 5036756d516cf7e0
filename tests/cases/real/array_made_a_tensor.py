import numpy as np
import torch
from torch import nn


class Wasserstein(nn.Module):
    def __init__(self, distances, table=None):
        super().__init__()
        self.m = distances
        if isinstance(self.m, np.ndarray):
            self.m = torch.from_numpy(self.m)  # expect: TSM101
        self.register_buffer("table", table)
        self.table = table
        self.table = torch.ones(3)


module = Wasserstein(torch.ones(3).numpy() if hasattr(np, "ndarray") else None)
print(module.m, module.state_dict())
