from typing import List

import torch
from torch import nn


class Tucker(nn.Module):
    def __init__(self, core: torch.Tensor, prompts: List[nn.Parameter], ranks=(2, 3)):
        super().__init__()
        self.core = nn.Parameter(core)
        self.factors = [nn.Parameter(torch.eye(r)) for r in ranks]  # expect: TSM104
        self.register_parameter("first", self.factors[0])  # the second stays outside
        self.prompts = prompts  # expect: TSM104
        self.scales = [self.core]
        self.scales.append(nn.Parameter(torch.ones(1)))  # expect: TSM104
        self.gammas = [nn.Parameter(torch.ones(r)) for r in ranks]
        for i, gamma in enumerate(self.gammas):
            self.register_parameter(f"gamma_{i}", gamma)


# build: Tucker(torch.ones(2), [torch.nn.Parameter(torch.ones(2))])
