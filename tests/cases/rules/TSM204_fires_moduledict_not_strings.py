from torch import nn


class Levels(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lateral = nn.ModuleDict({8: nn.Linear(dim, dim), 16: nn.Linear(dim, dim)})  # expect: TSM204


class Edges(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.convs = nn.ModuleDict({("user", "item"): nn.Linear(dim, dim)})  # expect: TSM204


class Stages(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.stages = nn.ModuleDict({i: nn.Linear(dim, dim) for i in range(3)})  # expect: TSM204


class Flags(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.heads = nn.ModuleDict({True: nn.Linear(dim, 1), False: nn.Linear(dim, 2)})  # expect: TSM204


# build: Levels(2)
# build: Edges(2)
# build: Stages(2)
# build: Flags(2)
