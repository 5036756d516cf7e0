"""An annotated tuple has items of its own kinds, one after the other."""
from typing import List, Optional, Sequence, Tuple, Union

from torch import nn


class Head(nn.Module):
    def __init__(self, block: Tuple[int, nn.Module], more: "Optional[tuple[str, nn.Module]]" = None):
        super().__init__()
        n, norm = block
        self.n = n
        self.layers = nn.Sequential(norm, block[1])
        if more is not None:
            self.layers.append(more[1])


class Heads(nn.Module):
    def __init__(self, blocks: Sequence[Tuple[int, int, Optional[nn.Module]]]):
        super().__init__()
        layers: List[nn.Module] = []
        for n, m, norm in blocks:
            layers.append(nn.Linear(n, m))
            if norm:
                layers.append(norm)
        self.layers = nn.Sequential(*layers)


class Either(nn.Module):
    def __init__(self, block: Union[Tuple[int, nn.Module], Tuple[int, nn.Module, bool]]):
        super().__init__()
        n, norm, *bias = block
        self.layers = nn.Sequential(norm)
        self.bias = bias


# build: Head((1, nn.ReLU())); Head((1, nn.ReLU()), ("a", nn.ReLU())); Heads([(1, 2, nn.ReLU()), (2, 3, None)])
# build: Either((1, nn.ReLU(), False))
