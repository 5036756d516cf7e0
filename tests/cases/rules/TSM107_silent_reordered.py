from torch import nn


class Backbone(nn.Module):
    def __init__(self, dim, depth=4):
        super().__init__()
        layers = [nn.Linear(dim, dim) for _ in range(depth)]
        # every module still comes once
        self.first = nn.Sequential(*layers[:2])
        self.rest = nn.Sequential(*[layer for layer in layers[2:]])
        norms = {"low": nn.LayerNorm(dim), "high": nn.LayerNorm(dim)}
        self.norms = nn.ModuleDict({name: norm for name, norm in norms.items()})
        heads = [nn.Linear(dim, 1), nn.Linear(dim, 2)]
        self.heads = nn.ModuleDict({f"head{i}": head for i, head in enumerate(heads)})
        self.only = nn.ModuleList([nn.Linear(dim, dim)])


class FeedForward(nn.Module):
    def __init__(self, widths):
        super().__init__()
        layers = []
        for i in range(len(widths) - 1):
            layers.append(nn.Linear(widths[i], widths[i + 1]))
        made = []
        for layer, scale in zip(layers[:-1], range(len(layers))):
            made.append(layer)
            if scale:
                made.append(nn.Tanh())
        made.append(layers[-1])
        self.model = nn.Sequential(*made)


# build: Backbone(2)
# build: FeedForward([2, 3, 4, 5])
