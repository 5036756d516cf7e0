from typing import Optional, Union

import torch
from torch import Tensor, nn


class LightGCN(nn.Module):
    def __init__(self, n, alpha: Optional[Union[float, Tensor]] = None):
        super().__init__()
        if alpha is None:
            alpha = 1. / (n + 1)
        if isinstance(alpha, Tensor):
            assert alpha.size(0) == n + 1
        else:
            alpha = torch.tensor([alpha] * (n + 1))
        self.register_buffer("alpha", alpha)


LightGCN(2), LightGCN(1, torch.ones(2))
