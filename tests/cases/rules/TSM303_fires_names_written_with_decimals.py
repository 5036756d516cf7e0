import torch.nn as nn


class Rates(nn.Module):
    def __init__(self, rates=(0.5, 0.25), names=("a", "b")):
        super().__init__()
        self.known = nn.ModuleDict()
        for rate in (0.5, 0.25):
            self.known[f"{rate:.2f}"] = nn.Dropout(rate)  # expect: TSM303
        self.shown = nn.ModuleDict()
        self.old = nn.ModuleDict()
        self.paths = nn.ModuleDict()
        for rate in rates:
            self.shown[f"{rate:.1f}"] = nn.Dropout(rate)  # expect: TSM303
            self.old["%.2f" % rate] = nn.Dropout(rate)  # expect: TSM303
            self.add_module("{:5.2f}".format(rate), nn.Dropout(rate))  # expect: TSM303
            self.paths[".".join(["rate", str(rate)])] = nn.Dropout(rate)  # expect: TSM303
        self.layers = nn.ModuleDict({"%s.weight" % name: nn.Linear(1, 1) for name in names})  # expect: TSM303
        self.more = nn.ModuleDict()
        for name in names:
            self.more["%(name)s.bias" % {"name": name}] = nn.Linear(1, 1)  # expect: TSM303


# build: Rates()
