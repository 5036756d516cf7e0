from torch import nn


class Net(nn.Module):
    def __init__(self, width=2):
        super.__init__()  # expect: TSM306
        self.fc = nn.Linear(width, width)


# build: Net()
