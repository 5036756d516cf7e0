from torch import nn
from torch.nn import Sequential


class ConvBlock(Sequential):
    def __init__(self, n_in, n_out, norm=True):
        # local lists are not the module's state yet
        layers = [nn.Conv2d(n_in, n_out, 3, padding=1, bias=not norm)]
        if norm:
            layers.append(nn.BatchNorm2d(n_out))
        layers += [nn.ReLU(inplace=True)]
        self.stride = 1
        super().__init__(*layers)
        self.add_module("pool", nn.MaxPool2d(2))


class Head(nn.Sequential):
    def __init__(self, dim, classes):
        drop, lin = nn.Dropout(0.5), nn.Linear(dim, classes)
        super(Head, self).__init__(drop, lin)


# build: ConvBlock(3, 4)
# build: ConvBlock(3, 4, norm=False)
# build: Head(4, 2)
