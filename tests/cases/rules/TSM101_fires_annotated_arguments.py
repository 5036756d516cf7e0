from __future__ import annotations

from typing import TYPE_CHECKING, Optional

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from jaxtyping import Float


class WeightedLoss(nn.Module):
    def __init__(
        self,
        class_weight: Tensor,
        pos_weight: "torch.Tensor",
        priors: Optional[Tensor],
        prototypes: Float[Tensor, "classes dim"],  # noqa: F722
        *,
        mask: Tensor | None = None,
        smoothing=torch.full((1,), 0.1),
    ):
        super().__init__()
        self.class_weight = class_weight  # expect: TSM101
        self.pos_weight = pos_weight / pos_weight.sum()  # expect: TSM101
        self.priors = priors  # expect: TSM101
        self.prototypes = prototypes.contiguous()  # expect: TSM101
        self.mask = mask  # expect: TSM101
        self.smoothing = smoothing  # expect: TSM101


# build: WeightedLoss(torch.ones(3), torch.ones(3), torch.ones(3), torch.ones(3, 2), mask=torch.ones(3))
# build: WeightedLoss(torch.ones(3), torch.ones(3), None, torch.ones(3, 2))
