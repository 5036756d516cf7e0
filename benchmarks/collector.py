"""What it saves in a run of flake8 over all of timm that Python's garbage collector runs more rarely.

usage: python -m benchmarks.collector [--rounds N] [--cache FOLDER]

Runs flake8 with the plugin as it is and with the collector left alone, in turn; prints the CPU seconds of each pair and
the median of their ratios.
"""
from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.corpora import TIMM, fetch
from benchmarks.speed import OURS, environment, measure, note

LEFT_ALONE = """\
import sys
from flake8_torchstate import collector
collector.calm = lambda: None
from flake8.main.cli import main
sys.exit(main(sys.argv[1:]))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cache", type=Path, help="keep wheels and environments in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        cache = (given.cache or Path(temporary)).resolve()
        print(compared(environment(OURS, cache), fetch(TIMM, cache), given.rounds))


def compared(python: str, site: Path, rounds: int) -> str:
    """The median of the ratios of some rounds, with the least and the most."""
    options = ["--isolated", "-j1", TIMM.folder]
    runs = [[python, "-m", "flake8", *options], [python, "-c", LEFT_ALONE, *options]]
    ratios: list[float] = []
    for number in range(rounds):
        order = (0, 1) if number % 2 == 0 else (1, 0)
        seconds = {index: measure(runs[index], site).seconds for index in order}
        ratios.append(seconds[0] / seconds[1])
        note(f"round {number + 1}: {seconds[0]:.2f} s, with the collector left alone {seconds[1]:.2f} s")
    return f"{statistics.median(ratios):.3f} of the time ({min(ratios):.3f} to {max(ratios):.3f})"


if __name__ == "__main__":
    main()
