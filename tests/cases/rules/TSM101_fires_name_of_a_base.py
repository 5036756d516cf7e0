import torch
from torch import nn


class Base(nn.Module):
    def __init__(self, held=None):
        super().__init__()
        self.pending = None
        self.width = 3
        if held is not None:
            self.kept = None


class Fitted(Base):
    def __init__(self, held=None):
        super().__init__(held)
        self.pending = torch.ones(3)  # expect: TSM101
        self.width = torch.arange(self.width)  # expect: TSM101


class Follows(Base):
    """The same, with the lines that the messages say to write."""

    def __init__(self):
        super().__init__()
        del self.pending
        self.register_buffer("pending", torch.ones(3), persistent=False)


# build: Fitted()
# build: Follows()
