import torch
import torch.nn as nn


class Decoder(nn.Module):
    def __init__(self, span=4):
        super().__init__()
        self.span = span

    @property
    def span(self):
        return self._span.item()

    @span.setter
    def span(self, value):
        # the buffer has the private name, the property the public one
        self.register_buffer("_span", torch.tensor(value))


class Gain(nn.Module):
    def __init__(self, level):
        super().__init__()
        self._level = nn.Parameter(torch.tensor(level))

    @property
    def level(self):
        return self._level.exp()

    @level.setter
    def level(self, value):
        with torch.no_grad():
            self._level.fill_(value)


# build: Decoder()
# build: Gain(1.0)
