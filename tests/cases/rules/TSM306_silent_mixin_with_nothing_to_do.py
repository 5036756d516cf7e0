import abc
import collections.abc
from typing import Generic, TypeVar

from torch import nn

T = TypeVar("T")


class SaveMixin:
    suffix = ".pt"

    def path(self, stem):
        return stem + self.suffix


class Chatty:
    def __init__(self, *args, **kwargs):
        # sets nothing and registers nothing: no harm if it never runs
        super().__init__(*args, **kwargs)


class Model(nn.Module, SaveMixin, Chatty, abc.ABC, Generic[T]):
    def __init__(self, dim: int):
        super().__init__()
        self.lin = nn.Linear(dim, dim)


class Bag(nn.ModuleList, collections.abc.Sized):
    """An abstract base without state."""


# build: Model(2)
# build: Bag([nn.Linear(2, 2)])
