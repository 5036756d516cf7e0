import torch
import torch.nn as nn


class Table:
    def make(self):
        return torch.ones(4)


class Scale:
    def __init__(self, width):
        self.values = torch.linspace(0, 1, width)

    def doubled(self):
        return self.values * 2

    def promised(self) -> torch.Tensor:
        return load()

    @staticmethod
    def zeros(width):
        return torch.zeros(width)


def load():
    return torch.load("scale.pt")


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.table = Table().make()  # expect: TSM101
        scale = Scale(width)
        self.doubled = scale.doubled()  # expect: TSM101
        self.zeros = Scale.zeros(width)  # expect: TSM101


class Loaded(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.promised = Scale(width).promised()  # expect: TSM101


# build: Net(3)
