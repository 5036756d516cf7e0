from torch import nn


class Classifier(nn.Module):
    def __init__(self, dim, classes, deep=False):
        super().__init__()
        if deep:
            self.head = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, classes))
            self.drop = nn.Dropout(0.1)
            self.head = nn.Linear(dim, classes)  # expect: TSM202
        else:
            self.head = nn.Linear(dim, classes)


class Ranker(nn.Module):
    def __init__(self, dim, kind="dot"):
        super().__init__()
        if kind == "dot":
            self.score = nn.Linear(dim, 1)
        else:
            self.score = nn.Bilinear(dim, dim, 1)
        self.score = nn.Identity()  # expect: TSM202


# build: Classifier(2, 3, deep=True)
# build: Classifier(2, 3)
# build: Ranker(2)
# build: Ranker(2, "bilinear")
