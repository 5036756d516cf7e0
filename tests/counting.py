"""The work that an analysis takes, counted."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flake8_torchstate.model import lost, state, values
from flake8_torchstate.model.guards import Path
from flake8_torchstate.model.values import Module, Plain
from flake8_torchstate.run.machine import Machine


class Work(Counter[str]):
    """What was counted: steps of the interpreter, values visited, leaves of containers, literals of guards looked at,
    and the characters of the longest text that a value is known to be.
    """


@contextmanager
def counted() -> Iterator[Work]:
    """Count the work for the time of a block."""
    found = Work()

    def count(owner: object, name: str, kind: str, size: Callable[..., int] = lambda *_: 1) -> None:
        original = getattr(owner, name)

        def counting(*arguments: object) -> object:
            found[kind] += size(*arguments)
            return original(*arguments)

        patches.append(patch.object(owner, name, counting))

    made = Plain.__post_init__

    def making(value: Plain) -> None:
        found["text"] = max(found["text"], len(value.constant) if isinstance(value.constant, (str, bytes)) else 0)
        made(value)

    patches: list[Any] = [patch.object(Plain, "__post_init__", making)]
    count(Machine, "count", "steps")
    count(values, "inside", "visited")
    count(values, "options", "visited")
    count(state, "reached", "visited")
    count(Module, "innermost", "visited")
    count(lost, "leaf", "leaves")
    count(Path, "meets", "literals", lambda path, guard: len(path.guard) + len(guard))
    for each in patches:
        each.start()
    try:
        yield found
    finally:
        for each in patches:
            each.stop()
