from torch import nn


class Stack(nn.Module):
    def __init__(self, depth, dim):
        super().__init__()
        self.modules = nn.ModuleList()  # expect: TSM204
        self.depth, self.dim = depth, dim


class Chain(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.forward = nn.Linear(dim, dim)  # expect: TSM204


class Unet(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.full = nn.Conv2d(dim, dim, 3)
        self.half = nn.Conv2d(dim, 2 * dim, 3, stride=2)  # expect: TSM204
        self.to = nn.Linear(dim, dim)  # expect: TSM204


# build: Stack(2, 3)
# build: Chain(2)
# build: Unet(2)
