import torch.nn as nn


class Tower(nn.Module):
    def __init__(self, sizes=(4, 8, 2)):
        for i, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
            self.add_module(f"fc{i}", nn.Linear(n_in, n_out))  # expect: TSM301
        self.depth = len(sizes) - 1
        super().__init__()

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"fc{i}")(x).relu()
        return x


# build: Tower()
# build: Tower((2, 2))
