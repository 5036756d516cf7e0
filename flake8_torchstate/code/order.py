"""C3: the order in which Python looks through a class and its bases, each class's worked out once."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def orders(
    start: T, bases: Callable[[T], Sequence[T]], known: Callable[[T], list[T] | None],
) -> tuple[dict[T, list[T]], bool]:
    """The orders of a class and of those that it derives from and that aren't known yet; whether bases form a circle.

    In a circle a class that is being ordered already adds nothing: the order of the first class alone can be relied on.
    """
    made: dict[T, list[T]] = {}
    opened: set[T] = set()
    circular = False
    stack = [start]
    while stack:
        cls = stack[-1]
        if cls in made:
            stack.pop()
            continue
        own = bases(cls)
        first_time = cls not in opened
        opened.add(cls)
        if first_time:
            for base in own:
                found = None if base in made else known(base)
                if found is not None:
                    made[base] = found
            circular = circular or any(base in opened and base not in made for base in own)
            missing = [base for base in own if base not in made and base not in opened]
            stack += reversed(missing)
            if missing:
                continue
        made[cls] = ordered(cls, own, made)
        stack.pop()
    return made, circular


def ordered(cls: T, bases: Sequence[T], orders_of: dict[T, list[T]]) -> list[T]:
    """A class's order out of its bases'; depth first, each at its last place, where they can't be ordered."""
    parts = [orders_of.get(base, []) for base in bases]
    merged = parts[0] if len(parts) == 1 and parts[0] else merge([*parts, list(bases)])
    if merged is None:
        # Python refuses such a class; a base still comes after all that derive from it
        merged = list(dict.fromkeys(c for part in reversed(parts) for c in reversed(part)))[::-1]
    return [cls, *(c for c in merged if c != cls)]  # where bases form a circle it is its own base


def merge(parts: list[list[T]]) -> list[T] | None:
    """C3's merge of several orders, or None where they can't be merged."""
    result: list[T] = []
    behind = Counter(c for part in parts for c in part[1:])
    places = [0] * len(parts)
    left = [i for i, part in enumerate(parts) if part]
    while left:
        head = next((i for i in left if not behind[parts[i][places[i]]]), None)
        if head is None:
            return None
        chosen = parts[head][places[head]]
        result.append(chosen)
        for i in left:
            if parts[i][places[i]] == chosen:
                places[i] += 1
                if places[i] < len(parts[i]):
                    behind[parts[i][places[i]]] -= 1
        left = [i for i in left if places[i] < len(parts[i])]
    return result
