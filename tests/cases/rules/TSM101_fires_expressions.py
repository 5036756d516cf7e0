import copy

import torch
from torch import nn


class Vocoder(nn.Module):
    def __init__(self, taps=4, window=None, gain=None, bank=None):
        super().__init__()
        if (n := taps * 2) > 4:
            self.long = (ramp := torch.arange(n)).flip(0)  # expect: TSM101
            self.ramp = ramp  # expect: TSM101
        self.window = torch.hamming_window(taps) if window is None else window  # expect: TSM101
        self.gain = gain or torch.ones(1)  # expect: TSM101
        self.bank = torch.as_tensor(bank) if bank is not None else None  # expect: TSM101
        proto = torch.rand(taps)
        self.proto = copy.deepcopy(proto)  # expect: TSM101
        make = lambda size: torch.zeros(size, taps)  # noqa: E731
        self.state = make(1)  # expect: TSM101
        self.mix = [proto, proto * 2][1]  # expect: TSM101
        self.shift = {"left": proto.roll(1), "right": proto.roll(-1)}["left"]  # expect: TSM101
        self.offset = 0
        self.offset += torch.ones(taps)  # expect: TSM101


# build: Vocoder(bank=[1.0])
