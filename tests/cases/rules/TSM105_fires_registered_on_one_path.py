"""Modules in plain containers of which one path registers none, or another one."""
from torch import nn


class Maybe(nn.Module):
    def __init__(self, keep):
        super().__init__()
        main = nn.Linear(1, 1)
        if keep:
            self.main = main
        self.mains = [main]  # expect: TSM105


class Either(nn.Module):
    def __init__(self, left):
        super().__init__()
        self.first = nn.Linear(1, 1)
        self.used = [self.first if left else nn.Linear(2, 2)]  # expect: TSM105


class Other(nn.Module):
    def __init__(self, left):
        super().__init__()
        if left:
            main = nn.Linear(1, 1)
            self.main = main
        else:
            main = nn.Linear(2, 2)
        self.mains = {"main": main}  # expect: TSM105


# build: Maybe(False); Either(False); Other(False)
