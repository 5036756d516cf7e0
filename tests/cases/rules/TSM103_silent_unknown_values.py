from typing import Any, Iterable, List

import numpy as np
import torch
from torch import nn


class Loose(nn.Module):
    def __init__(self, items, callbacks: List[Any], rows: Iterable[float], sizes: list[int], *args, **kwargs):
        super().__init__()
        # nothing says that these are tensors
        self.items = list(items)
        self.callbacks = callbacks
        self.args = args
        self.options = dict(kwargs)
        self.made = [c(3) for c in callbacks]
        self.table = {k: v for k, v in kwargs.items()}
        self.scaled = [row * 2 for row in rows]
        self.first = [items[0], items[-1]]
        self.history = []
        self.history.append(items)
        self.parts = torch.Size(sizes)
        self.arrays = {"mean": np.zeros(3), "std": np.ones(3)}
        self.pairs = list(zip(items, rows))


# build: Loose([1, 2], [abs], [1.0], [2, 3], 1, a=2)
