import torch
from torch import nn


class Levels(nn.Module):
    def __init__(self, sizes=(2, 3)):
        super().__init__()
        grids = [torch.zeros(n, n) for n in sizes]
        self.shapes = [g.shape for g in grids]
        self.counts = tuple(g.numel() for g in grids)
        self.means = {i: g.mean().item() for i, g in enumerate(grids)}
        self.values = torch.arange(3).tolist()
        self.arrays = [g.numpy() for g in grids]
        self.dtypes = [torch.float32, torch.float16, grids[0].dtype]
        self.sizes = [*grids[0].shape, len(grids)]
        self.device_map = {"a": torch.device("cpu")}
        self.flags = [bool(g.any()) for g in grids]
        self.max_size = max(g.size(0) for g in grids)
        self.best = max(grids[0].view(-1).tolist())
        self.types = (torch.Tensor, nn.Parameter)
        self.names = []
        self.names.append(str(grids[0].dtype))


# build: Levels()
