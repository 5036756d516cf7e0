from torch import nn


class Backbone(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        # the child has the private name
        self._head = nn.Linear(dim, classes)
        self.body = nn.Sequential(nn.Linear(dim, dim))

    @property
    def head(self):
        return self._head

    @head.setter
    def head(self, value):
        self._head = value

    @property
    def out_features(self):
        return self.head.out_features

    def replace(self, classes):
        self._head = nn.Linear(self.body[0].in_features, classes)
        return self


# build: Backbone(2, 3)
# build: Backbone(2, 3).replace(5)
