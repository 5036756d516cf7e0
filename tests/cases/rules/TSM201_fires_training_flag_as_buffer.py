import torch as th
import torch.nn as nn


class Schedule(nn.Module):
    def __init__(self, steps):
        super().__init__()
        self.register_buffer("betas", th.linspace(1e-4, 0.02, steps))
        self.register_buffer("training", th.tensor(True))  # expect: TSM201


class Probe(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.apply = nn.Buffer(th.eye(dim))  # expect: TSM201


# build: Schedule(5)
# build: Probe(3)
