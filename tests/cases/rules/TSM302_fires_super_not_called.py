from torch import nn


class Net(nn.Module):
    def __init__(self, width=2):
        super.__init__()
        self.fc = nn.Linear(width, width)  # expect: TSM302


# build: Net()
