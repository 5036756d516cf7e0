import importlib
from typing import Any, Union

import torch
from torch import Tensor, nn


class Configured(nn.Module):
    def __init__(self, cfg, kind: str, temperature: Union[Tensor, float] = 1, extra: Any = None, **kwargs):
        super().__init__()
        # what these give can't be told from the file, and unknown is never a finding
        self.mask = cfg.build_mask(4)
        self.act = getattr(torch, kind)
        self.made = getattr(torch, kind)(cfg.x)
        self.temperature = temperature
        self.extra = extra
        self.prior = kwargs.pop("prior", None)
        self.backend = importlib.import_module("math")
        self.scaled = cfg.x * 2
        self.first = cfg.items[0]
        self.plugin = cfg.factory[kind](self)
        self.built = self.build_something(cfg)

    def build_something(self, cfg):
        return cfg.x


# build: Configured(types.SimpleNamespace(build_mask=abs, x=1, items=[3], factory={"sym_int": id}), "sym_int")
