"""Files that import each other at random: an end soon, no exception, and one answer whoever asks first."""
from __future__ import annotations

import ast
import os
from pathlib import Path
from random import Random

import pytest

from flake8_torchstate.analysis import check
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Finding
from tests.counting import counted
from tests.helpers import parses, unexplained
from tests.tangles import tangle

pytestmark = pytest.mark.slow
PACKAGES = int(os.environ.get("FLAKE8_TORCHSTATE_FUZZ", "500"))
PIECES = 10
STEPS = 4_000  # for all files of a package
HOPS = 400  # names and stars that are visited for all of it


def findings(paths: list[Path], project: Project, screened: bool) -> dict[Path, list[Finding]]:
    """What is found in each file, one after another."""
    config = Config(debug=True, screened=screened)
    found = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found[path] = check(Source(str(path), text.splitlines(keepends=True), ast.parse(text)), config, project)
    return found


def written(folder: Path, seed: int) -> list[Path]:
    """The files of a package that Python can parse; the others are on the disk too."""
    paths = []
    for name, text in tangle(seed).items():
        path = folder / str(seed) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if parses(text):
            paths.append(path)
    return paths


@pytest.mark.parametrize("piece", range(PIECES))
def test_packages_of_random_imports(piece: int, tmp_path: Path) -> None:
    """Little work for each package, each of its files parsed once, and each file's findings those of it alone."""
    for seed in range(piece, PACKAGES, PIECES):
        paths = written(tmp_path, seed)
        project = Project()
        with counted() as work:
            together = findings(Random(seed).sample(paths, len(paths)), project, screened=True)
        assert work["steps"] <= STEPS and project.hops <= HOPS and project.parsed <= 10, seed
        for path, found in together.items():
            assert list(unexplained(found)) == [], seed
            assert findings([path], Project(), screened=False)[path] == found, (seed, path.name)
