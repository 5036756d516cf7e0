import torch
import torch.nn as nn


class SparseLayer(nn.Module):
    def __init__(self, rows, cols):
        super().__init__()
        for key, value in (("rows", rows), ("cols", cols), ("nonzero", 0)):
            setattr(self, key, value)
        self.values = nn.Parameter(torch.zeros(rows))
        self.register_buffer("nonzero", torch.zeros(rows, dtype=torch.bool))  # expect: TSM201


class Replay(nn.Module):
    def __init__(self, capacity):
        super().__init__()
        setattr(self, "cursor", capacity - 1)
        self.register_buffer("cursor", torch.tensor(capacity - 1), False)  # expect: TSM201


# build: SparseLayer(2, 3)
# build: Replay(8)
