"""What must be saved, and what is made again: by random numbers, a helper that moves, a cache, a caller."""
import numpy as np
import torch
from torch import nn


def to_device(tensor, other):
    return tensor.to(other.device)


class Random(nn.Module):
    def __init__(self, n):
        super().__init__()
        w = nn.init.orthogonal_(torch.empty(n, n))
        p, _ = torch.linalg.qr(w)
        self.p = torch.from_numpy(p.numpy())  # expect: TSM101
        self.drawn = torch.from_numpy(np.random.rand(3))  # expect: TSM101
        self.steps = torch.arange(n)  # expect: TSM101
        self.cache = torch.zeros(n, n)  # expect: TSM101

    def forward(self, x):
        self.steps = to_device(self.steps, x)
        self.cache[:1] = x
        return x @ self.p + self.drawn + self.steps + self.cache


class Block(nn.Module):
    def __init__(self, mask: torch.Tensor = None):
        super().__init__()
        self.mask = mask  # expect: TSM101

    def forward(self, x):
        self.mask = self.mask.to(x.device) if self.mask is not None else None
        return x + self.mask


class Blocks(nn.Module):
    def __init__(self, n: int, mask: torch.Tensor = None):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(mask) for _ in range(n)])


class Clip(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.length = length
        self.blocks = Blocks(2, mask=self.causal())

    def causal(self):
        return torch.ones(self.length, self.length).triu(1)


class Vocabulary(nn.Module):
    def __init__(self, words, n):
        super().__init__()
        self.set_words(words, n)

    def set_words(self, words, n):
        table = torch.LongTensor(len(words), n)
        for i, word in enumerate(words):
            table[i] = torch.LongTensor([ord(c) for c in word][:n])
        self.table = table  # expect: TSM101

    def forward(self, x):
        return self.table[x.type_as(self.table)].type_as(x)


class Search(nn.Module):
    def __init__(self):
        super().__init__()
        self.overlap = torch.empty(0)  # expect: TSM101

    def step(self, step: int, scores, index):
        if step > 0:
            scores = scores - self.overlap[index]
        made = torch.zeros_like(scores)
        if step == 0:
            self.overlap = made
        else:
            self.overlap[index] = self.overlap[index] * 0.5 + made
        return scores


class Mask(nn.Module):
    def __init__(self, volume):
        super().__init__()
        self.volume = volume.view(1, 1, *volume.shape[-3:])  # expect: TSM101

    def forward(self, x):
        return nn.functional.grid_sample(self.volume, x)


class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.mask = Mask(torch.ones(2, 2, 2))

    def save(self):
        return {"mask": self.mask.volume.bool().cpu().numpy(), "state_dict": self.state_dict()}


SCHEDULES = {"linear": lambda n, **more: torch.linspace(0.1, 0.2, n)}


class Scheduler(nn.Module):
    def __init__(self, n=10, schedule="linear", **more):
        super().__init__()
        made = SCHEDULES[schedule](n, **more)
        self.alphas = 1.0 - made  # expect: TSM101
        self.alphas_bar = torch.cumprod(self.alphas, dim=0)  # expect: TSM101

    def add_noise(self, x, noise, t):
        self.alphas_bar = self.alphas_bar.to(device=x.device, dtype=x.dtype)
        return self.alphas_bar[t] * x + (1 - self.alphas_bar[t]) * noise


class Prior(nn.Module):
    def __init__(self, counts):
        super().__init__()
        frequencies = counts / counts.sum()
        self.prior = torch.log(frequencies)  # expect: TSM101

    def forward(self, x):
        return x + self.prior


# build: Random(3); Clip(3)
# build: Vocabulary(["ab", "cd"], 2); Search(); Field(); Scheduler(); Prior(torch.ones(2))
