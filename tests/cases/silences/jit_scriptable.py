from typing import Dict, Final, List, Optional, Tuple

import torch
from torch import Tensor, nn


class Cell(nn.Module):
    __constants__ = ["dim", "cell_clip"]
    dim: Final[int]
    cell_clip: Final[float]
    scale: Optional[Tensor]

    def __init__(self, dim: int, cell_clip: float = 3.0, scaled: bool = False) -> None:
        super().__init__()
        self.dim = dim
        self.cell_clip = cell_clip
        self.lin_x = nn.Linear(dim, 4 * dim)
        self.lin_h = nn.Linear(dim, 4 * dim, bias=False)
        # TorchScript wants the attribute to exist on either path
        self.register_buffer("scale", torch.ones(dim) if scaled else None)

    def forward(self, x: Tensor, state: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tensor]:
        h, c = state
        i, f, g, o = (self.lin_x(x) + self.lin_h(h)).chunk(4, 1)
        c = torch.clamp(f.sigmoid() * c + i.sigmoid() * g.tanh(), -self.cell_clip, self.cell_clip)
        scale = self.scale
        if scale is not None:
            c = c * scale
        return o.sigmoid() * c.tanh(), c


class Runner(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        self.cell = torch.jit.script(Cell(dim))
        self.sizes: Dict[str, int] = {"dim": dim}
        self.dim = dim

    @torch.jit.export
    def initial(self, batch: int) -> Tuple[Tensor, Tensor]:
        zeros = torch.zeros(batch, self.dim)
        return zeros, zeros

    def forward(self, xs: List[Tensor]) -> Tensor:
        state = self.initial(xs[0].size(0))
        for x in xs:
            state = self.cell(x, state)
        return state[0]


# build: net = Runner(); net([torch.ones(1, 2)]); net
# build: zeros = torch.zeros(1, 2); Cell(2, scaled=True)(zeros, (zeros, zeros))
# build: torch.jit.script(Cell(2, scaled=True))
