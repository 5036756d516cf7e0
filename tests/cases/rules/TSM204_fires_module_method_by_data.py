from torch import nn


class Synth(nn.Module):
    def __init__(self, gain_db):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.parameters = {"gain_db": gain_db}  # expect: TSM204


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.type = "conv"  # expect: TSM204
        self.half = dim // 2  # expect: TSM204
        self.training = True  # a flag, not a method


class Node(nn.Module):
    def __init__(self):
        super().__init__()
        self.children = []  # expect: TSM204
        self.apply = False  # expect: TSM204


class Config(nn.Module):
    def __init__(self):
        super().__init__()
        setattr(self, "double", True)  # expect: TSM204
        self.eval = None  # expect: TSM204


# build: Synth(-3.0)
# build: Block(4)
# build: Node()
# build: Config()
