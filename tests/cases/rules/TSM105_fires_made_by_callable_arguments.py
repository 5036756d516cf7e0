from collections.abc import Callable
from typing import Optional, Type

import torch.nn as nn


class Stack(nn.Module):
    def __init__(self, make: Callable[[int], nn.Module], kind: Type[nn.Module],
                 last: Optional[Callable[..., nn.Linear]] = None):
        super().__init__()
        self.layers = [make(width) for width in range(1, 4)]  # expect: TSM105
        self.pair = (kind(), kind())  # expect: TSM105
        self.by_name = {"last": last(2, 2)} if last is not None else {}  # expect: TSM105


class Many(nn.Module):
    def __init__(self, makers: "list[Callable[[], nn.Module]]"):
        super().__init__()
        self.layers = []
        for make in makers:
            self.layers.append(make())  # expect: TSM105


# build: Stack(lambda width: nn.Linear(width, width), nn.LazyBatchNorm1d, nn.Linear)
# build: Many([lambda: nn.Linear(1, 1)])
