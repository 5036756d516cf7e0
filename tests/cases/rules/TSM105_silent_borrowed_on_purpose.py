import weakref

from torch import nn


class Adapter(nn.Module):
    """Reaches into a frozen model that must not show up in its own state_dict."""

    def __init__(self, model: nn.Module, teacher: nn.Linear, critic):
        super().__init__()
        self.down = nn.Linear(2, 2)
        self._model = [model]
        self._teacher = (teacher,)
        self._critic = [critic]
        self._weak = {"model": weakref.ref(model)}
        object.__setattr__(self, "parent", model)
        self.__dict__["shadow"] = [teacher]
        self._owner = [self]

    @property
    def model(self):
        return self._model[0]

    def forward(self, x):
        return self.model(x) + self.down(x)


# build: Adapter(nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2))
