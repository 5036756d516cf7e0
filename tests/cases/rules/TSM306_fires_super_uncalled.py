"""`super` without its parentheses: a method of the class super itself."""
from torch import nn


class Slip(nn.Module):
    def __init__(self):
        super.__init__()  # expect: TSM306
        self.fc = nn.Linear(1, 1)


class WithSelf(nn.Module):
    def __init__(self):
        super.__init__(self)  # expect: TSM306
        self.fc = nn.Linear(1, 1)
