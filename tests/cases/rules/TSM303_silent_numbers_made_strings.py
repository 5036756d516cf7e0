import torch
import torch.nn as nn


class Experts(nn.Module):
    def __init__(self, n=3, rates=(1, 2), by_name=("gate", "value")):
        super().__init__()
        for i in range(n):
            self.add_module(str(i), nn.Linear(2, 2))
        for rate in rates:
            self.register_buffer("rate%d" % rate, torch.tensor(float(rate)))
        for index, name in enumerate(by_name):
            self.register_parameter("{}_{}".format(name, index), nn.Parameter(torch.ones(1)))
        self.heads = nn.ModuleDict({str(k): nn.Linear(2, k) for k in rates})
        self.table = nn.ParameterDict({f"t{k:02d}": nn.Parameter(torch.zeros(k)) for k in rates})


# build: Experts()
