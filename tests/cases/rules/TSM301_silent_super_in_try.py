from torch import nn


class Trunk(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Linear(width, width)


class Compatible(Trunk):
    def __init__(self, width, **kwargs):
        try:
            super().__init__(width, **kwargs)
        except TypeError:
            # an older Trunk takes no options: that call raised before it registered anything
            super().__init__(width)
        self.head = nn.Linear(width, 1)


class Checked(nn.Module):
    def __init__(self, width):
        try:
            self.width = int(width)
        finally:
            super().__init__()
        self.head = nn.Linear(self.width, 1)


# build: Compatible(4)
# build: Compatible(4, dropout=0.1)
# build: Checked("3")
