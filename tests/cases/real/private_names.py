import torch
from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.__table = None
        self.__scale = nn.Linear(2, 2)


class Sub(Base):
    def __init__(self, n):
        super().__init__()
        # Python makes other names of these: nothing of Base's is in their way, and nothing is replaced
        self.register_buffer("_Sub__table", torch.arange(n))
        self.__scale = nn.Linear(n, n)
        self.register_buffer("__table", torch.zeros(n))
        assert self.__table.shape == (n,)


class Moves(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.__seen = torch.zeros(n)

    def _apply(self, fn):
        self.__seen = fn(self.__seen)
        return super()._apply(fn)


class Helper(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.__build(n)

    def __build(self, n):
        self.__weights = torch.zeros(n)  # expect: TSM101


class Taken(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.__weights = None
        self.register_buffer("_Taken__weights", torch.zeros(n))  # expect: TSM201


print(len(Sub(3).state_dict()), Moves(3).half(), Helper(3).state_dict())
