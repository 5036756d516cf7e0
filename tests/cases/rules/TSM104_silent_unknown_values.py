from typing import Any, Callable, Iterable

from torch import nn


class Assembled(nn.Module):
    def __init__(self, make: Callable, params, groups: Iterable[Any], config: dict, *rest):
        super().__init__()
        # whatever these are, the file doesn't say so
        self.made = [make(i) for i in range(2)]
        self.params = list(params)
        self.groups = [g["params"] for g in groups]
        self.by_name = {k: v for k, v in config.items()}
        self.rest = rest
        self.slots = [None] * 3
        self.slots[0] = make(0)
        self.cache = {}
        self.cache["first"] = config.get("first")
        self.params.extend(rest)
        self.empty: list[nn.Parameter] = []

    def forward(self, x):
        self.cache["x"] = x
        return x


# build: Assembled(abs, [1], [{"params": 2}], {"a": 1}, 3)
