from collections import OrderedDict

from torch import nn


class Net(nn.Module):
    def __init__(self, dim, depth=2):
        super().__init__()
        layers = [nn.Linear(dim, dim), nn.ReLU()]
        self.body = nn.Sequential(*layers)
        self.rows = nn.ModuleList(nn.ModuleList([nn.Linear(dim, dim)]) for _ in range(depth))
        self.pairs = nn.ModuleDict([["up", nn.Linear(dim, dim)], ["down", nn.Linear(dim, dim)]])
        self.named = nn.Sequential(OrderedDict(lin=nn.Linear(dim, 1), act=nn.Tanh()))
        self.rows += [nn.Linear(dim, 1)]
        self.rows.extend(nn.Linear(dim, 1) for _ in range(depth))
        self.pairs.update({"side": nn.Linear(dim, dim)})
        self.copy = nn.Sequential(*self.body.children())


class Ops(nn.Module):
    def __init__(self, n=2, upscale=False):
        super().__init__()
        self.upscale = upscale
        self.ops = []
        for i in range(n):
            if self.upscale:
                self.ops.append(nn.Upsample(scale_factor=2 ** i))
            else:
                self.ops.append(lambda x: x)
        if self.upscale:
            self.ops = nn.ModuleList(self.ops)


class Places(nn.Module):
    def __init__(self, n=2, tasks=2):
        super().__init__()
        self.shared = [0] * 3
        for i in range(3):
            self.shared[i] = nn.Linear(2, 2)
        self.shared = nn.ModuleList(self.shared)
        self.own = [[0] * tasks for _ in range(n)]
        for i in range(n):
            for j in range(tasks):
                self.own[i][j] = nn.Linear(2, 2)
            self.own[i] = nn.ModuleList(self.own[i])
        self.own = nn.ModuleList(self.own)


class TakenOut(nn.Module):
    def __init__(self):
        super().__init__()
        named = {"a": nn.Linear(2, 2), "depth": 3}
        self.depth = named.pop("depth")
        self.named = nn.ModuleDict(named)
        listed = [1, nn.Linear(2, 2), "end"]
        listed.remove("end")
        self.listed = nn.ModuleList(listed[1:])


# build: TakenOut()
# build: Places()
# build: Ops(); Ops(2, True)
# build: Net(2)
