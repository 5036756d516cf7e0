"""The pinned wheels that benchmarks and tests read, fetched once by pip into a cache folder and unzipped.

Nothing of them is ever installed or imported.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Corpus:
    """One wheel, and the folder of it that is looked at."""

    name: str
    version: str
    folder: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


TIMM = Corpus("timm", "1.0.31", "timm")
KORNIA = Corpus("kornia", "0.9.0", "kornia")
DIFFUSERS = Corpus("diffusers", "0.42.1", "diffusers")
TRANSFORMERS = Corpus("transformers", "5.24.0", "transformers/models")
DJANGO = Corpus("django", "5.2.19", "django")
SYMPY = Corpus("sympy", "1.14.0", "sympy")


class Unavailable(Exception):
    """A wheel can't be had; the text says why."""


def fetch(corpus: Corpus, cache: Path, timeout: float = 600) -> Path:
    """The folder into which a wheel is unzipped.  Raises Unavailable where no package index gives it."""
    kept = cache / f"{corpus.name}-{corpus.version}"
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            wheel = download(corpus, Path(work), timeout)
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(Path(work) / "unzipped")
            try:
                os.rename(Path(work) / "unzipped", kept)
            except OSError:
                if not kept.is_dir():  # else another process was faster
                    raise
    return kept


def download(corpus: Corpus, folder: Path, timeout: float) -> Path:
    """Let pip download the wheel."""
    command = [
        sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:",
        "--retries=1", "--timeout=20", "--disable-pip-version-check",
        f"--dest={folder}", f"{corpus.name}=={corpus.version}",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{corpus}: pip took more than {timeout:g} s") from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        reasons = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise Unavailable(f"{corpus}: {reasons[-1] if reasons else done.stderr.strip()[-300:]}")
    return wheels[0]


def python_files(folder: Path) -> list[Path]:
    """The Python files of a folder in a fixed order."""
    return sorted(folder.rglob("*.py"))


def count_lines(files: list[Path]) -> int:
    """How many lines files have together."""
    return sum(path.read_bytes().count(b"\n") for path in files)


def copy_of_project(folder: Path) -> Path:
    """A copy of what pip needs to install the project, so that nothing is built in the checkout."""
    target = folder / "project"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, target)
    package = "flake8_torchstate"
    shutil.copytree(ROOT / package, target / package, ignore=shutil.ignore_patterns("__pycache__"))
    return target
