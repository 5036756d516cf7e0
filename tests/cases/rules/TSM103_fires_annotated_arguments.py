from typing import Dict, List, Optional, Sequence, Tuple

import torch
from torch import Tensor, nn


class Ensemble(nn.Module):
    def __init__(
        self,
        weights: List[Tensor],
        tables: Dict[str, torch.Tensor],
        scales: "Sequence[Tensor]",
        limits: Optional[Tuple[Tensor, Tensor]] = None,
        *masks: Tensor,
        names: list[str] = (),
        **extra: Tensor,
    ):
        super().__init__()
        self.weights = weights  # expect: TSM103
        self.tables = tables  # silent: a dict argument mostly is a bag of options, often an empty one
        self.scales = list(scales)  # expect: TSM103
        self.limits = limits  # expect: TSM103
        # of *masks and **extra there may be none
        self.masks = masks
        self.extra = extra
        self.names = names
        self.lengths = [len(w) for w in weights]


# build: Ensemble([torch.ones(1)], {"a": torch.ones(1)}, [torch.ones(1)], tuple(torch.ones(2, 1)))
# build: Ensemble([], {}, [], None, torch.ones(2), x=torch.ones(3))
# build: Ensemble([], {}, [])
