from torch import nn


class Resizable(nn.Module):
    def __init__(self, dim, classes):
        self.dim = dim
        # runs the setter below, and that one registers
        self.classes = classes
        super().__init__()

    @property
    def classes(self):
        return self._classes

    @classes.setter
    def classes(self, value):
        self._classes = value
        self.head = nn.Linear(self.dim, value)  # expect: TSM301

    def forward(self, x):
        return self.head(x)


# build: Resizable(4, 3)
