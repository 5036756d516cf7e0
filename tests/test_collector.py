"""What the plugin asks of Python's garbage collector in a long run."""
from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_torchstate.collector import FIRST, Collector


class Node:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector that counts from now on; whatever it freezes is given back."""
    gc.unfreeze()
    yield Collector()
    gc.enable()
    gc.unfreeze()


def go_over(times: int) -> None:
    for _ in range(times):
        gc.collect()


def test_a_short_run_leaves_the_collector_alone(collector: Collector) -> None:
    go_over(FIRST - 1)
    collector.rest()
    assert gc.get_freeze_count() == 0


def test_a_long_run_freezes_what_lives(collector: Collector) -> None:
    go_over(FIRST)
    collector.rest()
    assert gc.get_freeze_count() > 10_000  # pytest itself is more than that
    assert len(gc.get_objects()) < 1_000


def test_what_dies_after_it_was_frozen_is_found_the_next_time(collector: Collector) -> None:
    node = Node()
    gone = weakref.ref(node)
    go_over(FIRST)
    collector.rest()
    del node
    gc.collect()
    assert gone() is not None
    for _ in range(4 * FIRST + 2):
        gc.collect()
        collector.rest()
    assert gone() is None


def test_garbage_is_collected_before_it_would_be_frozen(collector: Collector) -> None:
    go_over(FIRST)
    gone = weakref.ref(Node())
    collector.rest()
    assert gone() is None


def test_it_waits_longer_each_time(collector: Collector) -> None:
    go_over(FIRST)
    collector.rest()
    frozen = gc.get_freeze_count()
    kept: list[list[int]] = [[] for _ in range(100)]
    go_over(1)
    collector.rest()
    assert gc.get_freeze_count() <= frozen
    assert len(kept) == 100


def test_what_a_host_froze_is_left_as_it_is(collector: Collector) -> None:
    gc.freeze()
    before = gc.get_freeze_count()
    go_over(FIRST)
    collector.rest()
    collector.release()
    assert before - 100 < gc.get_freeze_count() <= before


def test_a_host_without_collection_keeps_it_so(collector: Collector) -> None:
    go_over(FIRST)
    gc.disable()
    collector.rest()
    assert gc.get_freeze_count() == 0


def test_release_gives_everything_back(collector: Collector) -> None:
    go_over(FIRST)
    collector.rest()
    collector.release()
    assert gc.get_freeze_count() == 0
    collector.rest()
    assert gc.get_freeze_count() == 0


MANY = """
import gc, sys
sys.argv = ["flake8", "--isolated", "-j1", "--select=TSM", *sys.argv[1:]]
from flake8.main.cli import main
try:
    print(main())
finally:
    print("frozen" if gc.get_freeze_count() else "not frozen")
"""


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", MANY, *arguments], capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.splitlines()[-1]


def test_flake8_freezes_in_a_long_run_alone(tmp_path: Path) -> None:
    long = "import torch\n\n\n" + "\n\n".join(
        f"class Net{i}(torch.nn.Module):\n    def forward(self, x):\n        return [{', '.join(['x + 1'] * 60)}]\n" for i in range(60))
    for index in range(12):
        (tmp_path / f"model{index}.py").write_text(long)
    assert run(str(tmp_path / "model0.py")) == "not frozen"
    assert run(str(tmp_path)) == "frozen"


def test_nothing_is_collected_while_a_file_is_looked_at(collector: Collector) -> None:
    before = gc.get_stats()[0]["collections"]
    with collector.paused():
        assert not gc.isenabled()
        kept = [Node() for _ in range(10_000)]
        assert gc.get_stats()[0]["collections"] == before
    assert gc.isenabled() and len(kept) == 10_000


def test_a_pause_ends_with_an_error_too(collector: Collector) -> None:
    with pytest.raises(ValueError), collector.paused():
        raise ValueError
    assert gc.isenabled()


def test_a_pause_leaves_a_host_without_collection_alone(collector: Collector) -> None:
    gc.disable()
    with collector.paused():
        pass
    assert not gc.isenabled()
