"""Flags and numbers under the names of nn.Module's own methods, by annotation or by default: the method is gone."""
from torch import nn


class Flagged(nn.Module):
    def __init__(self, cuda: bool):
        super().__init__()
        self.fc = nn.Linear(1, 1)
        self.cuda = cuda  # expect: TSM204


class ByDefault(nn.Module):
    def __init__(self, half=False):
        super().__init__()
        self.fc = nn.Linear(1, 1)
        self.half = half  # expect: TSM204


class Annotated(nn.Module):
    def __init__(self, double=0):
        super().__init__()
        self.fc = nn.Linear(1, 1)
        self.double: int = double  # expect: TSM204


# build: assert Flagged(True).cuda is True and ByDefault().half is False and Annotated().double == 0
