import torch
from torch import nn


class Base(nn.Module):
    def __init__(self, tasks: list[int], known: list[int], **kwargs):
        if set(tasks) - set(known):
            raise RuntimeError("unknown tasks")
        if set(kwargs):
            raise TypeError("unknown keywords")
        if list(kwargs) or dict(kwargs) or tuple(kwargs) or sorted(kwargs):
            raise TypeError("unknown keywords")
        super().__init__()


class Derived(Base):
    def __init__(self, known: list[int]):
        super().__init__([0], known)
        self.register_buffer("a", torch.zeros(2))


class Arms(nn.Module):
    def __init__(self, flag, tasks):
        super().__init__()
        if set(flag) - set(tasks):
            self.g = torch.zeros(2)  # expect: TSM101
        else:
            self.h = torch.zeros(2)  # expect: TSM101


Derived([0, 1])
assert Arms([], []).__dict__["h"] is not None
