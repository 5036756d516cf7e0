"""A metaclass that calls a method after each construction."""
from torch import nn


class PostInit(type):
    def __call__(cls, *args, **kwargs):
        instance = super().__call__(*args, **kwargs)
        instance.ready()
        return instance


class Base(nn.Module, metaclass=PostInit):
    def ready(self) -> bool:
        return True
