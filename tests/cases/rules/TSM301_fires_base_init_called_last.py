from torch import nn


class Backbone(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.out_features = width

    def forward(self, x):
        return self.body(x)


class Classifier(Backbone):
    def __init__(self, width=16, num_classes=10):
        self.num_classes = num_classes
        self.dropout = nn.Dropout(0.1)  # expect: TSM301
        self.head = nn.Linear(width, num_classes)
        Backbone.__init__(self, width)

    def forward(self, x):
        return self.head(self.dropout(super().forward(x)))


# build: Classifier()
