"""Children in plain containers that each path has registered, though not each of them the same one."""
from torch import nn


class Projected(nn.Module):
    def __init__(self, width, groups, kdim=None):
        super().__init__()
        assert width % groups == 0
        if kdim is None:
            self.k_proj = nn.Linear(width, width)
        else:
            self.k_proj = nn.Linear(kdim, width)


class Monotonic(Projected):
    def __init__(self, width, kdim=None):
        super().__init__(width, 1, kdim)
        self.k_in = {"monotonic": self.k_proj}
        self.everything = [[self.k_proj], (self.k_proj, "soft")]


class Chosen(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.make(args)
        self.order = [self.main]
        if args.swap:
            self.other = [self.main, self.main]

    def make(self, args):
        if args.small:
            self.main = nn.Linear(1, 1)
            return
        if args.size == 2:
            raise ValueError(args.size)
        elif args.size == 3:
            self.main = nn.Linear(2, 2)
        else:
            self.main = nn.Linear(4, 4)


class OneOfTwo(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.left = nn.Linear(1, 1)
        if second:
            self.right = nn.Linear(1, 1)
        used = self.right if second else self.left
        self.used = {"used": used}
        self.both = [self.left if first else nn.ReLU()]


class Tried(nn.Module):
    def __init__(self, deep):
        super().__init__()
        if deep:
            self.net = nn.Linear(1, 1)
        try:
            self.nets = [self.net]
        except AttributeError:
            self.nets = []
        self.also = [getattr(self, "net", None)]


# build: Monotonic(2); Monotonic(2, 3); OneOfTwo(True, False); OneOfTwo(False, True); Tried(True); Tried(False)
