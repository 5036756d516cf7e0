import torch
from torch import nn


class Kernel(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.kernel = torch.ones(n)  # expect: TSM101
        self.kernel *= -1  # the same tensor under the same name
        self.kernel[0] = n


print(Kernel(3).kernel)
