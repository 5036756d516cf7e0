import torch
import torch.nn.functional as F
from torch import fft, linalg
from torch.nn import Module, init


class SpectralBasis(Module):
    def __init__(self, n: int = 4, labels=(0, 1, 2)):
        super().__init__()
        a = torch.rand(n, n)
        self.q, self.r = linalg.qr(a)  # expect: TSM101
        self.top = torch.topk(a, 2, dim=-1)[0]  # expect: TSM101
        self.peaks = a.max(dim=1).values  # expect: TSM101
        self.order = a.sort(dim=0)[1].T  # expect: TSM101
        self.freqs = fft.rfftfreq(n)  # expect: TSM101
        self.codes = F.one_hot(torch.tensor(labels), num_classes=n)  # expect: TSM101
        self.basis = init.orthogonal_(torch.empty(n, n))  # expect: TSM101
        self.halves = a.chunk(2)[0].data  # expect: TSM101
        self.bias = -(a @ a.T)[0]  # expect: TSM101
        self.upper = ~torch.ones(n, n, dtype=torch.bool).tril()  # expect: TSM101
        self.like = a.new_zeros(3)  # expect: TSM101


# build: SpectralBasis()
