import torch
from torch import nn


class Events(nn.Module):
    def __init__(self, kinds=4):
        super().__init__()
        self.register_buffer("type", torch.arange(kinds))  # expect: TSM201


class Window(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_parameter("half", nn.Parameter(torch.ones(n // 2)))  # expect: TSM201


class BiGru(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.add_module("backward", nn.GRU(dim, dim))
        self.add_module("forward", nn.GRU(dim, dim))  # expect: TSM201


class Tree(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_module("children", nn.Linear(dim, dim))  # expect: TSM201


class Exponent(nn.Module):
    def __init__(self):
        super().__init__()
        self.float = nn.Parameter(torch.ones(1))  # expect: TSM201


# build: Events()
# build: Window(4)
# build: BiGru(2)
# build: Tree(2)
# build: Exponent()
