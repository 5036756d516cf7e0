from torch import nn


class HistoryMixin(object):
    def __init__(self):
        self.history = []


class BaseModel(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.model_name = name


class Forecaster(
    BaseModel,
    HistoryMixin,
):
    # BaseModel calls no other base, so each is called by name
    def __init__(self, dim):
        BaseModel.__init__(self, "forecaster")
        HistoryMixin.__init__(self)
        self.lin = nn.Linear(dim, 1)


class Backcaster(BaseModel, HistoryMixin):  # expect: TSM306
    def __init__(self, dim):
        BaseModel.__init__(self, "backcaster")
        self.lin = nn.Linear(dim, 1)

    def remember(self, x):
        self.history.append(x)


# build: Forecaster(2)
# build: Backcaster(2)
