from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import torch
import torch.nn as nn


@dataclass
class Scene:
    colors: torch.Tensor
    layer: nn.Module
    make: Callable[[int], torch.Tensor]
    parent: Scene | torch.Tensor | None = None
    name: str = ""
    mask: torch.Tensor | None = None


class Splats(nn.Module):
    def __init__(self, scene: Scene):
        super().__init__()
        self.scene = scene
        self.weight = nn.Parameter(scene.colors.clone())
        self.register_buffer("mask", scene.mask)
        self.size = scene.colors.shape[0]
        self.layer = scene.layer
        self.ref = [scene.layer]
        self.name, self.parent = scene.name, scene.parent


# build: Splats(Scene(torch.ones(2), nn.Linear(1, 1), torch.ones))
