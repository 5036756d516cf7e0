"""A module whose name is given to another one, and which the instance keeps nevertheless."""
from torch import nn


class TwoNames(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = self.current = nn.Linear(1, 1)
        self.current = nn.Linear(2, 2)


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        start = nn.Linear(1, 1)
        self.current = start
        self.all = nn.ModuleList([start])
        self.current = nn.Linear(2, 2)


class OnAnotherPath(nn.Module):
    def __init__(self, deep, wide):
        super().__init__()
        self.conv = nn.Linear(1, 1)
        if deep:
            if wide:
                self.conv = nn.Linear(2, 2)
            else:
                self.conv = nn.Linear(3, 3)


class Guarded(nn.Module):
    def __init__(self, kind, wide):
        super().__init__()
        self.conv = nn.Linear(1, 1)
        if kind == "a":
            self.conv = nn.Linear(2, 2)
        elif kind == "b":
            if wide:
                self.conv = nn.Linear(3, 3)
            else:
                self.conv = nn.Linear(4, 4)


# build: TwoNames(); Listed(); OnAnotherPath(False, True); Guarded("c", True)
