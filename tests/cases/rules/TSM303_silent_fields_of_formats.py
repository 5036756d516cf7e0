import torch.nn as nn


class Named(nn.Module):
    def __init__(self, rates=(1.0, 3.0), kinds=(int, float), width=3):
        super().__init__()
        self.layers = nn.ModuleDict()
        for rate in rates:
            self.layers[f"{rate:.0f}"] = nn.Linear(1, 1)
            self.layers["r%.0f" % rate] = nn.Linear(1, 1)
            self.layers["r{:.0f}%".format(rate)] = nn.Linear(1, 1)
            self.layers[f"g{rate:g}"] = nn.Linear(1, 1)
            self.layers["%.3d" % rate] = nn.Linear(1, 1)
            self.layers["%-5.3s|" % "text"] = nn.Linear(1, 1)
            self.layers[("%.2f" % rate).replace(".", "_")] = nn.Linear(1, 1)
            self.layers[f"{rate:.2f}".replace(".", "_")] = nn.Linear(1, 1)
            self.layers["_".join(["rate", str(int(rate))])] = nn.Linear(1, 1)
            self.layers[".".join([str(int(rate) + 10)])] = nn.Linear(1, 1)
        for kind in kinds:
            self.add_module("{0.__name__}".format(kind), nn.Linear(1, 1))
            self.add_module("of_{kind.__name__}".format(kind=kind), nn.Linear(1, 1))
        self.add_module("%(a.b)s" % {"a.b": "x"}, nn.Linear(1, 1))
        self.add_module("w%d%%" % width, nn.Linear(1, 1))


# build: Named()
