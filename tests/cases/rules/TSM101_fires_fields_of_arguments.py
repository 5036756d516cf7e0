from dataclasses import dataclass
from typing import NamedTuple, Optional

import torch
import torch.nn as nn


@dataclass
class Scene:
    colors: torch.Tensor
    layers: list[nn.Module]
    width: int = 3


class Pair(NamedTuple):
    mean: torch.Tensor
    std: torch.Tensor


class Splats(nn.Module):
    def __init__(self, scene: Scene, stats: Optional[Pair] = None):
        super().__init__()
        self.colors = scene.colors.clone()  # expect: TSM101
        self.layers = scene.layers  # expect: TSM105
        self.width = scene.width
        if stats is not None:
            self.mean = stats.mean  # expect: TSM101


# build: Splats(Scene(torch.ones(2), [nn.Linear(1, 1)]), Pair(torch.ones(1), torch.ones(1)))
