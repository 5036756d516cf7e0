from torch import nn


class Distilled(nn.Module):
    """Has a teacher, and a critic that isn't used here, of which no table is to know."""

    def __init__(self, width=2):
        super().__init__()
        self.student = nn.Linear(width, width)
        teacher = nn.Linear(width, width)
        self._teacher = [teacher.to("cpu").eval()]
        self._critic = [nn.Linear(width, 1).requires_grad_(False)]
        self._hidden = (nn.Linear(width, width),)

        backbone = nn.Linear(width, width)
        backbone.requires_grad_(False)
        self.backbone = [backbone]  # not to be seen by DDP

    def forward(self, x):
        x = self.backbone[0](x)
        return self.student(x) - self._teacher[0](x) - self._hidden[0](x)


# build: Distilled()
