import math

import torch
import torch.nn as nn
from torch.nn.parameter import Parameter


class Clip(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.image = nn.Linear(dim, dim)
        self.logit_scale = Parameter(torch.ones([]))
        self.logit_scale = math.log(1 / 0.07)  # expect: TSM203


class Mixup(nn.Module):
    def __init__(self, alpha="0.2"):
        super().__init__()
        self.alpha = Parameter(torch.tensor(0.2), requires_grad=False)
        self.alpha: float = float(alpha)  # expect: TSM203


class Temperature(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter(name="tau", param=None)

    def cool(self):
        self.tau = 0.5  # expect: TSM203


# build: Clip(2)
# build: Mixup()
# build: Temperature().cool()
