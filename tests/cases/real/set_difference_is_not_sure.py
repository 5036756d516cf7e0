from torch import nn


class Base(nn.Module):
    def __init__(self, tasks: list[int]):
        wanted = [0]
        if set(wanted) - set(tasks):
            raise RuntimeError("tasks")
        super().__init__()
        self.layer = nn.Linear(2, 2)


class WithKeywords(nn.Module):
    def __init__(self, **kwargs):
        if set(kwargs) - {"a", "b"}:
            raise TypeError("unknown keywords")
        super().__init__()
        self.layer = nn.Linear(2, 2)


Base([0, 1]), WithKeywords(a=1)
