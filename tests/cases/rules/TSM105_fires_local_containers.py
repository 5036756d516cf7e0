from torch import nn


def conv_block(n_in, n_out):
    layers = [nn.Conv1d(n_in, n_out, 3, padding=1)]
    layers.append(nn.BatchNorm1d(n_out))
    return nn.Sequential(*layers, nn.ReLU())


class WaveNet(nn.Module):
    def __init__(self, channels=2, dilations=(1, 2)):
        super().__init__()
        filters = []
        gates = {}
        for d in dilations:
            filters.append(nn.Conv1d(channels, channels, 2, dilation=d))
            gates[d] = nn.Conv1d(channels, channels, 2, dilation=d)
        self.filters = filters  # expect: TSM105
        self.gates = gates  # expect: TSM105
        self.blocks = [conv_block(channels, channels) for _ in dilations]  # expect: TSM105
        stem, *tail = conv_block(1, channels), conv_block(channels, 1)
        self.stem = stem
        self.tail = tail  # expect: TSM105
        self.pairs = list(zip(filters, dilations))  # expect: TSM105
        self.reversed = filters[::-1]  # expect: TSM105
        self.everything = [*filters, *gates.values()]  # expect: TSM105
        self.heads = {**{"mu": nn.Linear(1, 1)}, "n": 2}  # expect: TSM105


# build: WaveNet()
