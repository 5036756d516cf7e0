import torch
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd
from torch.nn.modules.loss import _Loss, _WeightedLoss


class Wasserstein(_Loss):
    def __init__(self, distances):
        super().__init__()
        self.m = torch.from_numpy(distances)  # expect: TSM101


class Focal(_WeightedLoss):
    def __init__(self, weight=None):
        super().__init__(weight)
        self.weight = torch.ones(3)
        self.alpha = torch.ones(3)  # expect: TSM101


class Norm(_BatchNorm):
    def __init__(self, features):
        super().__init__(features)
        self.weight.data.fill_(0.5)
        self.running_mean = torch.ones(features)
        self.register_buffer("steps", torch.zeros(()))


class Conv(_ConvNd):
    def __init__(self):
        super().__init__(1, 1, (1,), (1,), (0,), (1,), False, (0,), 1, True, "zeros")
        self.rate = torch.ones(3)  # expect: TSM101
        self.bias = torch.nn.Parameter(torch.ones(1))


print(Focal().state_dict(), Norm(3).state_dict(), Conv().state_dict())
