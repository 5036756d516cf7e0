import torch
from torch import nn


class ByDict(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = torch.ones(3)
        self.kept = [torch.ones(3)]

    def _apply(self, fn):
        super()._apply(fn)
        for name, value in self.__dict__.items():
            if isinstance(value, torch.Tensor):
                self.__dict__[name] = fn(value)
            elif isinstance(value, list):
                self.__dict__[name] = [fn(item) for item in value]
        return self


class ByVars(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = torch.ones(3)

    def to(self, *args, **kwargs):
        for name in list(vars(self)):
            value = getattr(self, name)
            if isinstance(value, torch.Tensor):
                setattr(self, name, value.to(*args, **kwargs))
        return super().to(*args, **kwargs)


class ByHelper(nn.Module):
    NAMES = ("seen", "mask")

    def __init__(self):
        super().__init__()
        self.seen = torch.ones(3)
        self.mask = torch.ones(3)

    def _apply(self, fn):
        self.move(fn)
        return super()._apply(fn)

    def move(self, fn):
        for name in self.NAMES:
            setattr(self, name, fn(getattr(self, name)))


assert ByDict().double().seen.dtype is torch.float64
assert ByDict().double().kept[0].dtype is torch.float64
assert ByVars().to(torch.float64).seen.dtype is torch.float64
assert ByHelper().double().mask.dtype is torch.float64
