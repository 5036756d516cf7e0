from torch import nn


class Fpn(nn.Module):
    def __init__(self, widths=(1, 2), lateral=True):
        super().__init__()
        self.lateral = []
        for w in widths:
            self.lateral.append(nn.Conv2d(w, 1, 1))
        self.lateral = nn.ModuleList(self.lateral)  # takes the name over

        self.heads = {"box": nn.Conv2d(1, 4, 1)}
        self.heads["cls"] = nn.Conv2d(1, 2, 1)
        self.heads = nn.ModuleDict(self.heads)

        self.tmp = [nn.Linear(1, 1), nn.ReLU()]
        self.top = nn.Sequential(*self.tmp)
        del self.tmp

        self.plan = [nn.Linear(1, w) for w in widths]
        self.out_width = sum(layer.out_features for layer in self.plan)
        self.plan = None

        if lateral:
            self.extra = [nn.Linear(1, 1)]
        self.widths = widths
        if lateral:
            self.extra = nn.ModuleList(self.extra)


# build: Fpn()
# build: Fpn(lateral=False)
