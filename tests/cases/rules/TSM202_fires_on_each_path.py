"""A module that each path replaces before anything has read it."""
from torch import nn


class Either(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.conv = nn.Linear(1, 1)
        if wide:
            self.conv = nn.Linear(2, 2)
        else:
            self.conv = nn.Linear(3, 3)  # expect: TSM202


class Chained(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = self.second = nn.Linear(1, 1)
        self.first = nn.Linear(2, 2)  # expect: TSM202
        self.second = nn.Linear(3, 3)  # expect: TSM202


# build: Either(True); Chained()
