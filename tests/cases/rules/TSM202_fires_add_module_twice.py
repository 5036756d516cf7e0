from torch import nn


class Resnet(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.add_module("stem", nn.Conv2d(3, width, 7))
        self.add_module("block1", nn.Conv2d(width, width, 3))
        self.add_module("block1", nn.Conv2d(width, width, 3))  # expect: TSM202
        self.head = nn.Linear(width, 10)
        self.register_module(name="head", module=nn.Linear(width, 100))  # expect: TSM202


class Siamese(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_module("left", nn.Linear(dim, dim))
        self.left = nn.Linear(dim, dim)  # expect: TSM202


# build: Resnet(4)
# build: Siamese(2)
