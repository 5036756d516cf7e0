"""Files made for measuring: a model file as people write it, and files that grow in one way."""
from __future__ import annotations

HEAD = '''"""A model."""
from __future__ import annotations

import math
from typing import Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

'''

CLASSES = '''
class RotaryEmbedding{n}(nn.Module):
    """Rotary position embedding."""

    def __init__(self, width: int, base: float = 10000.0, max_length: int = 2048) -> None:
        super().__init__()
        self.width = width
        self.base = base
        self.max_length = max_length
        frequencies = 1.0 / (base ** (torch.arange(0, width, 2).float() / width))
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, x: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        angles = positions[:, None].float() * self.frequencies[None, :]
        angles = torch.cat([angles, angles], dim=-1)
        return angles.cos().to(x.dtype), angles.sin().to(x.dtype)


def rotate_half{n}(x: Tensor) -> Tensor:
    """Rotate half of the hidden dimensions."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((-second, first), dim=-1)


class Attention{n}(nn.Module):
    """Multi-head attention with rotary positions."""

    def __init__(self, width: int, heads: int = 8, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"width {{width}} is not divisible by heads {{heads}}")
        self.heads = heads
        self.head_width = width // heads
        self.scale = self.head_width ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=bias)
        self.proj = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout) if dropout > 0 else nn.Identity()
        self.rotary = RotaryEmbedding{n}(self.head_width)
        self.cache: Optional[Tensor] = None

    def forward(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        batch, length, width = x.shape
        qkv = self.qkv(x).reshape(batch, length, 3, self.heads, self.head_width)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        cos, sin = self.rotary(x, torch.arange(length, device=x.device))
        query = query * cos + rotate_half{n}(query) * sin
        key = key * cos + rotate_half{n}(key) * sin
        scores = query @ key.transpose(-2, -1) * self.scale
        if mask is not None:
            scores = scores.masked_fill(mask[:, None, None, :] == 0, float("-inf"))
        weights = self.dropout(scores.softmax(dim=-1))
        x = (weights @ value).transpose(1, 2).reshape(batch, length, width)
        return self.proj(x)


class FeedForward{n}(nn.Module):
    """A gated feed-forward network."""

    def __init__(self, width: int, factor: int = 4, activation: str = "gelu") -> None:
        super().__init__()
        hidden = int(width * factor * 2 / 3)
        self.gate = nn.Linear(width, hidden, bias=False)
        self.up = nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)
        self.activation = nn.GELU() if activation == "gelu" else nn.SiLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.down(self.activation(self.gate(x)) * self.up(x))


class Block{n}(nn.Module):
    """A transformer block."""

    def __init__(
        self, width: int, heads: int, dropout: float = 0.0, layer_scale: Optional[float] = 1e-5,
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention{n}(width, heads, dropout)
        self.norm2 = nn.LayerNorm(width)
        self.feed_forward = FeedForward{n}(width)
        if layer_scale is not None:
            self.gamma1 = nn.Parameter(layer_scale * torch.ones(width))
            self.gamma2 = nn.Parameter(layer_scale * torch.ones(width))
        else:
            self.gamma1, self.gamma2 = 1.0, 1.0

    def forward(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        x = x + self.gamma1 * self.attention(self.norm1(x), mask)
        return x + self.gamma2 * self.feed_forward(self.norm2(x))


class Encoder{n}(nn.Module):
    """A stack of blocks over patches."""

    def __init__(
        self, size: int = 224, patch: int = 16, width: int = 768, depth: int = 12, heads: int = 12,
    ) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, width, kernel_size=patch, stride=patch)
        count = (size // patch) ** 2
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.zeros(1, count + 1, width))
        rates = [rate.item() for rate in torch.linspace(0, 0.1, depth)]
        self.blocks = nn.ModuleList([Block{n}(width, heads, dropout=rates[i]) for i in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))
        {kept}
        self.apply(self._init_weights)
        nn.init.trunc_normal_(self.positions, std=0.02)

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.trunc_normal_(module.weight, std=0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)

    def forward(self, images: Tensor) -> Tensor:
        x = (images - self.mean) / self.std
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], dim=1) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


class Classifier{n}(nn.Module):
    """An encoder with a head, and its loss."""

    def __init__(self, classes: int = 1000, width: int = 768, weight: Optional[Tensor] = None) -> None:
        super().__init__()
        self.encoder = Encoder{n}(width=width)
        self.head = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, classes))
        self.scale = nn.Parameter(torch.ones([]) * math.log(1 / 0.07))
        self.register_buffer("weight", weight)
        self.history: list[float] = []
        self.names = {{"encoder": "encoder", "head": "head"}}

    def forward(self, images: Tensor, target: Optional[Tensor] = None) -> tuple[Tensor, Optional[Tensor]]:
        scores = self.head(self.encoder(images)[:, 0]) * self.scale.exp()
        if target is None:
            return scores, None
        loss = F.cross_entropy(scores, target, weight=self.weight)
        if self.training:
            self.history.append(float(loss))
        return scores, loss

'''

CLEAN = 'self.register_buffer("order", torch.arange(depth), persistent=False)'
MISTAKE = "self.order = torch.arange(depth)"


def model(copies: int, mistakes: int = 0) -> str:
    """A model file: the same classes some times over, the first of them with a mistake."""
    return HEAD + "".join(CLASSES.format(n=n, kept=MISTAKE if n < mistakes else CLEAN) for n in range(copies))


def constructor(lines: list[str]) -> str:
    """A class whose constructor has these lines."""
    body = "\n".join(f"        {line}" for line in ["super().__init__()", *lines])
    return f"{HEAD}\nclass Net(nn.Module):\n    def __init__(self, depth: int, width: int) -> None:\n{body}\n"


def long_constructor(count: int) -> str:
    """A constructor of many lines with a mistake in the last."""
    kinds = (
        "self.layer{n} = nn.Linear(width, width)",
        'self.register_buffer("buffer{n}", torch.zeros(width))',
        "self.weight{n} = nn.Parameter(torch.randn(width) * width ** -0.5)",
        "size{n} = width * {n} + depth",
        "self.size{n} = size{n}",
        "if depth > {n}:",
        "    self.norm{n} = nn.LayerNorm(width)",
        "self.mask{n} = None",
    )
    lines = [kinds[n % len(kinds)].format(n=n) for n in range(count)]
    return constructor([*lines, "self.last = torch.ones(width)"])


def nested(depth: int) -> str:
    """Branches in branches, with a registration at each level and a mistake in the innermost."""
    lines: list[str] = []
    for level in range(depth):
        lines.append(" " * level + f"if depth > {level}:")
        lines.append(" " * (level + 1) + f'self.register_buffer("buffer{level}", torch.zeros(width))')
    return constructor([*lines, " " * depth + "self.last = torch.ones(width)"])


def long_sum(terms: int) -> str:
    """One expression of many terms."""
    return constructor(["self.last = torch.ones(width)" + " + width" * terms])


def long_list(items: int) -> str:
    """One literal of many tensors."""
    return constructor(["self.last = [" + ", ".join(["torch.ones(width)"] * items) + "]"])


def chain(calls: int) -> str:
    """One chain of method calls."""
    return constructor(["self.last = torch.ones(width)" + ".abs()" * calls])


# --- files that grow in one way, each with a mistake in a class of its own that must still be found

AFTER = '''

class Found(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.last = torch.ones(1)
'''


def before_a_mistake(text: str) -> str:
    """A text, and after it a class with a mistake."""
    return text + AFTER


def steps(first: str, step: str, last: str = "self.it = it", count: int = 1) -> str:
    """A constructor that begins with one value, makes the next one out of it some times over, and keeps the last."""
    return before_a_mistake(constructor([first, *(step.replace("{n}", str(n)) for n in range(count)), last]))


def one_line(line: str) -> str:
    """A constructor with one line that stands for a large value."""
    return before_a_mistake(constructor([line]))


def repeated_text(text: str, count: int, before: str = "", after: str = "", kept: str = "self.it = ") -> str:
    """A line that is one text many times over."""
    return one_line(kept + before + text * count + after)


def branches(count: int) -> str:
    """A chain of `elif`s, each with an assignment."""
    lines = ["if depth == 0:", "    self.it = 0"]
    for n in range(1, count):
        lines += [f"elif depth == {n}:", f"    self.it = {n}"]
    return before_a_mistake(constructor(lines))


def cases(count: int) -> str:
    """A `match` with many cases, each with an assignment."""
    lines = ["match depth:"]
    for n in range(count):
        lines += [f"    case {n}:", f"        self.it = {n}"]
    return before_a_mistake(constructor(lines))


def attempts(count: int) -> str:
    """Many `try`s that set one name on either way."""
    parts = (("try:", f"    self.it = mix({n})", "except ValueError:", f"    self.it = {n}") for n in range(count))
    return before_a_mistake(constructor([line for part in parts for line in part]))


def mistakes(count: int) -> str:
    """Many classes, each with a mistake."""
    return HEAD + "".join(AFTER.replace("Found", f"Found{n}") for n in range(count))


def helpers(count: int) -> str:
    """Functions that each call the next one; the last one makes a tensor."""
    lines = [f"def helper{n}(x: int):\n    return helper{n + 1}(x)\n\n\n" for n in range(count)]
    made = "".join(lines) + f"def helper{count}(x: int):\n    return torch.ones(x)\n"
    return before_a_mistake(constructor(["self.it = helper0(depth)"]) + "\n\n" + made)


def methods(count: int) -> str:
    """Methods of the class that each call the next one; the last one sets a tensor."""
    lines = [f"\n    def build{n}(self) -> None:\n        self.build{n + 1}()\n" for n in range(count)]
    made = "".join(lines) + f"\n    def build{count}(self) -> None:\n        self.it = torch.ones(1)\n"
    return before_a_mistake(constructor(["self.build0()"]) + made)
