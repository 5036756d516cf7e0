"""One way through the constructor makes copies: on the other one the sharing is meant."""
import copy

from torch import nn


class Encoder(nn.Module):
    def __init__(self, n, share_layer):
        super().__init__()
        layer = nn.Linear(4, 4)
        if share_layer:
            self.layer = nn.ModuleList([layer for _ in range(n)])
        else:
            self.layer = nn.ModuleList([copy.deepcopy(layer) for _ in range(n)])


class Copying(nn.Module):
    def __init__(self, n, copies):
        super().__init__()
        layer = nn.Linear(4, 4)
        if copies:
            self.layers = nn.Sequential(*[copy.deepcopy(layer) for _ in range(n)])
        else:
            self.layers = nn.Sequential(*[layer] * n)


class Own(nn.Module):
    def __init__(self, n, shared_layers=False):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.append(nn.Linear(2, 2))
        if shared_layers:
            layer = nn.Linear(2, 2)
            for _ in range(1, n):
                self.layers.append(layer)
        else:
            for _ in range(1, n):
                self.layers.append(nn.Linear(2, 2))


class Apart(nn.Module):
    def __init__(self, n, once):
        super().__init__()
        if once:
            self.layers = nn.ModuleList([nn.Linear(2, 2)] * n)
        else:
            self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(n)])


# build: Apart(2, True); Apart(2, False)
# build: Encoder(2, True); Encoder(2, False); Copying(2, True); Copying(2, False); Own(2, True); Own(2, False)
