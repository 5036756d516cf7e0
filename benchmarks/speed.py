"""What the plugin costs beside bare flake8, flake8-bugbear and TorchFix, in CPU time of one process.

usage: python -m benchmarks.speed [--rounds N] [--quick] [--only NAMES] [--cache FOLDER]

On pinned wheels, each round runs every variant once, and the order changes from round to round; a run's time
is compared with bare flake8's in the same round.  Of a large wheel the first part of its files is taken, as they
stand in its folders, and of those TorchFix gets some, beside a bare flake8 of its own.  Then the editor's case (one
model file through stdin), start-up, and what the plugin takes as a file grows.  Prints tables in Markdown, and on
stderr what it does.
"""
from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import generated
from benchmarks.corpora import (
    DIFFUSERS, DJANGO, SYMPY, TIMM, TRANSFORMERS, Corpus, Unavailable,
    copy_of_project, count_lines, fetch, python_files,
)

INSIDE = Path(__file__).resolve().parent / "inside.py"
FLAKE8 = "flake8==7.3.0"
QUICK = 12  # of this many files a quick run looks at one


@dataclass(frozen=True)
class Variant:
    """flake8 with one plugin, in an environment of its own."""

    name: str
    requirements: tuple[str, ...]
    shown: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """A name for its environment."""
        return re.sub(r"\W+", "-", self.name)


BARE = Variant("bare flake8", (FLAKE8,), ("flake8", "pycodestyle", "pyflakes"))
OURS = Variant("flake8-torchstate", (FLAKE8, "libcst==1.9.0"), ("flake8-torchstate", "libcst"))
BUGBEAR = Variant("flake8-bugbear", (FLAKE8, "flake8-bugbear==26.10.27"), ("flake8-bugbear",))
TORCHFIX = Variant("TorchFix", (FLAKE8, "torchfix==0.7.0", "libcst==1.5.1"), ("torchfix", "libcst"))
VARIANTS = (BARE, OURS, BUGBEAR, TORCHFIX)
ALL_FILES = (BARE, OURS, BUGBEAR)
SOME_FILES = (BARE, TORCHFIX)


@dataclass(frozen=True)
class Sample:
    """A corpus: the first part of its files, and each n-th of them for what is too slow for all."""

    corpus: Corpus
    part: int
    some: int

    def __str__(self) -> str:
        return f"{self.corpus.folder} {self.corpus.version}, {'all' if self.part == 1 else f'the first 1/{self.part}'}"

    def files(self, site: Path, fewer: int) -> list[Path]:
        """Its files; of them one in `fewer` where little time is to be spent."""
        found = python_files(site / self.corpus.folder)
        return found[:len(found) // self.part][::fewer]


SAMPLES = {
    "timm": Sample(TIMM, 1, 10),
    "diffusers": Sample(DIFFUSERS, 5, 10),
    "transformers": Sample(TRANSFORMERS, 8, 10),
    "django": Sample(DJANGO, 2, 10),
    "sympy": Sample(SYMPY, 10, 10),
}


@dataclass(frozen=True)
class Usage:
    """What one process used."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Settings:
    """How much is measured, and where."""

    rounds: int
    quick: bool
    cache: Path
    pythons: dict[str, str]

    @property
    def fewer(self) -> int:
        """Of how many files one is looked at."""
        return QUICK if self.quick else 1

    def python(self, variant: Variant) -> str:
        """The Python of a variant's environment."""
        return self.pythons[variant.name]


# --- processes and environments


def measure(command: Sequence[str], folder: Path, stdin: Path | None = None) -> Usage:
    """Run a process to its end: CPU seconds, user and system, and its peak of memory."""
    with tempfile.TemporaryFile() as errors, open(stdin or os.devnull, "rb") as given:
        process = subprocess.Popen(
            command, cwd=folder, stdin=given, stdout=subprocess.DEVNULL, stderr=errors,
            env={**os.environ, "PYTHONHASHSEED": "0"})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    if process.returncode not in (0, 1) or "Traceback" in said or "There was a critical error" in said:
        raise SystemExit(f"{' '.join(command[:6])} … ended with {process.returncode}\n{said[-2000:]}")
    unit = 2 ** 20 if sys.platform == "darwin" else 2 ** 10
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def note(text: str) -> None:
    """Say on stderr what is done now."""
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def environment(variant: Variant, cache: Path) -> str:
    """The Python of a variant's environment, made where it isn't there; the project is installed anew."""
    folder = cache / "environments" / f"{variant.folder}-{platform.python_version()}"
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    ready = folder / "requirements.txt"
    wanted = "\n".join(variant.requirements)
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        note(f"making an environment for {variant.name}")
        call(sys.executable, "-m", "venv", "--clear", str(folder))
        call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *variant.requirements)
        ready.write_text(wanted, encoding="utf-8")
    if variant is OURS:
        with tempfile.TemporaryDirectory() as work:
            project = copy_of_project(Path(work))
            call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                 "--force-reinstall", str(project))
    return python


def call(*command: str, stdin: str = "") -> str:
    """Run a process and give its output; end with its errors where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, input=stdin, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} … failed\n{done.stderr[-2000:]}")
    return done.stdout


def versions(settings: Settings) -> str:
    """The versions of what is compared."""
    found: list[str] = []
    for variant in VARIANTS:
        code = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
        numbers = call(settings.python(variant), "-c", code, *variant.shown).split()
        first, *rest = map(" ".join, zip(variant.shown, numbers))
        found.append(f"{first} with {' and '.join(rest)}" if rest else first)
    return "; ".join(found)


def machine() -> str:
    """The machine in a few words."""
    model = platform.machine()
    try:
        listed = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        match = re.search(r"^model name\s*: (.+)$", listed, re.MULTILINE)
        model = match[1] if match else model
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2 ** 30:.0f} GB"
    except (OSError, ValueError):
        memory = ""
    python = f"Python {platform.python_version()}, {platform.system()}"
    return f"{os.cpu_count()} cores ({model}){memory}, {python}"


# --- corpora


def corpus_table(samples: Sequence[Sample], settings: Settings) -> Iterator[str]:
    """Each variant on each corpus."""
    yield "| files | | CPU s | × bare flake8 (least to most) | s per 100,000 lines | peak MB |"
    yield "|---|---|---|---|---|---|"
    for sample in samples:
        site = fetch(sample.corpus, settings.cache)
        files = sample.files(site, settings.fewer)
        yield from corpus_rows(str(sample), ALL_FILES, rounds(str(sample), ALL_FILES, files, site, settings), files)
        own, row = inside_row(files, settings)
        yield row
        some = files[::sample.some]
        used = rounds(str(sample), SOME_FILES, some, site, settings)
        yield from corpus_rows(f"of those 1 in {sample.some}", SOME_FILES, used, some)
        more = statistics.median(t.seconds - b.seconds for t, b in zip(used[TORCHFIX.name], used[BARE.name]))
        yield f"| | the plugin's own part by line, beside TorchFix's | | 1/{more / count_lines(some) / own:.0f} | | |"


def rounds(
    title: str, variants: Sequence[Variant], files: list[Path], site: Path, settings: Settings,
) -> dict[str, list[Usage]]:
    """Run some variants over some files, round by round, each round beginning with another one."""
    names = [str(path.relative_to(site)) for path in files]
    commands = {v.name: [settings.python(v), "-m", "flake8", "--isolated", "-j1"] for v in variants}
    for variant in variants:
        measure([*commands[variant.name], *names[::20]], site)
    used: dict[str, list[Usage]] = {variant.name: [] for variant in variants}
    for number in range(settings.rounds):
        first = number % len(variants)
        for variant in (*variants[first:], *variants[:first]):
            used[variant.name].append(measure([*commands[variant.name], *names], site))
        seconds = ", ".join(f"{name} {usages[-1].seconds:.1f}" for name, usages in used.items())
        note(f"{title}, {len(names)} files, round {number + 1}: {seconds}")
    return used


def corpus_rows(
    title: str, variants: Sequence[Variant], used: dict[str, list[Usage]], files: list[Path],
) -> Iterator[str]:
    """The rows of the variants that ran over some files."""
    lines = count_lines(files)
    for variant in variants:
        yield corpus_row(f"{title} ({len(files):,} files, {lines:,} lines)" if variant is BARE else "", variant, used, lines)


def corpus_row(title: str, variant: Variant, used: dict[str, list[Usage]], lines: int) -> str:
    """One variant's row of the table."""
    own, bare = used[variant.name], used[BARE.name]
    seconds = statistics.median(u.seconds for u in own)
    memory = max(u.megabytes for u in own)
    if variant is BARE:
        return f"| {title} | {BARE.name} | {seconds:.1f} | | {seconds / lines * 1e5:.1f} | {memory:.0f} |"
    ratios = [u.seconds / b.seconds for u, b in zip(own, bare)]
    more = statistics.median(u.seconds - b.seconds for u, b in zip(own, bare))
    spread = f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
    cost = f"{more / lines * 1e5:+.2f}"
    return f"| {title} | {variant.name} | {seconds:.1f} | {spread} | {cost} | {memory:.0f} |"


def inside_row(files: list[Path], settings: Settings) -> tuple[float, str]:
    """The plugin's own time for a line, measured inside one process without flake8, and the row with what it counted."""
    lines = count_lines(files)
    result = inside([str(path) for path in files], settings)
    seconds = sum(file["seconds"] for file in result["files"])
    counts = result["counts"]
    shown = [f"{counts['parsed']} other files read"]
    shown.append(f"{counts['doubted']} of {counts['classes']} modules let through by the screen")
    return seconds / lines, f"| | its own part: {', '.join(shown)} | {seconds:.2f} | | {seconds / lines * 1e5:.2f} | |"


def inside(names: list[str], settings: Settings, repeats: int = 1) -> dict[str, Any]:
    """What inside.py says of files."""
    said = call(settings.python(OURS), str(INSIDE), str(repeats), stdin="\n".join(names))
    found: dict[str, Any] = json.loads(said)
    return found


# --- one file


def editor_table(settings: Settings) -> Iterator[str]:
    """What an editor that runs flake8 at each change waits for, and what the parts of start-up cost."""
    copies = 7
    clean, mistake = generated.model(copies), generated.model(copies, mistakes=1)
    bare, ours = settings.python(BARE), settings.python(OURS)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "clean.txt").write_text(clean, encoding="utf-8")
        (folder / "mistake.txt").write_text(mistake, encoding="utf-8")
        flake8 = ["-m", "flake8", "--isolated", "-j1"]
        through = [*flake8, "--stdin-display-name=model.py", "-"]
        cases: dict[str, tuple[list[str], Path | None]] = {}
        for name, python in (("bare", bare), ("ours", ours)):
            cases[f"{name} clean"] = [python, *through], folder / "clean.txt"
            cases[f"{name} mistake"] = [python, *through], folder / "mistake.txt"
            cases[f"{name} version"] = [python, *flake8, "--version"], None
        cases["python"] = [ours, "-c", "pass"], None
        cases["libcst"] = [ours, "-c", "import libcst"], None
        used = alternate(cases, folder, 3 if settings.quick else 15)
    lines = clean.count("\n")
    yield "| one process | CPU ms | more than bare flake8 (least to most) |"
    yield "|---|---|---|"
    for title, case in (
        (f"a model file of {lines:,} lines through stdin, clean", "clean"),
        ("the same with one mistake", "mistake"),
        ("`flake8 --version`", "version"),
    ):
        yield milliseconds_row(title, used[f"ours {case}"], used[f"bare {case}"])
    yield milliseconds_row("`import libcst`", used["libcst"], used["python"])
    data = [float(call(ours, str(INSIDE), "--data")) for _ in range(3 if settings.quick else 15)]
    yield f"| reading the recorded data | {statistics.median(data) * 1000:.1f} | |"


def alternate(
    cases: dict[str, tuple[list[str], Path | None]], folder: Path, times: int,
) -> dict[str, list[float]]:
    """Run all cases in turn, some times after a warm-up: CPU seconds."""
    used: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(times + 1):
        for name, (command, stdin) in cases.items():
            usage = measure(command, folder, stdin)
            if number:
                used[name].append(usage.seconds)
    note(f"the editor's case, {times} runs of each")
    return used


def milliseconds_row(title: str, own: list[float], bare: list[float]) -> str:
    """One row of the editor's table."""
    more = [(a - b) * 1000 for a, b in zip(own, bare)]
    spread = f"{statistics.median(more):.0f} ({min(more):.0f} to {max(more):.0f})"
    return f"| {title} | {statistics.median(own) * 1000:.0f} | {spread} |"


# --- growth


@dataclass(frozen=True)
class Growth:
    """A kind of file that grows."""

    title: str
    make: Callable[[int], str]
    sizes: tuple[int, ...]


GROWTHS = (
    Growth("the same classes, clean: copies", generated.model, (1, 2, 4, 8)),
    Growth("the same classes, a mistake in each: copies", lambda n: generated.model(n, n), (1, 2, 4, 8)),
    Growth("lines of one constructor", generated.long_constructor, (625, 1250, 2500, 5000)),
    Growth("branches in branches: depth", generated.nested, (10, 20, 40, 80)),
    Growth("one sum: terms", generated.long_sum, (40, 80, 160, 320)),
    Growth("one chain of calls: length", generated.chain, (10, 20, 40, 80)),
    Growth("one list: items", generated.long_list, (250, 500, 1000, 2000)),
)


def growth_table(settings: Settings) -> Iterator[str]:
    """The plugin's own time as a file grows."""
    yield "| what grows | sizes | plugin's own CPU ms | per unit, the smallest being 1 |"
    yield "|---|---|---|---|"
    with tempfile.TemporaryDirectory() as work:
        for growth in GROWTHS:
            names = []
            for size in growth.sizes:
                path = Path(work) / f"size{size}.py"
                path.write_text(growth.make(size), encoding="utf-8")
                names.append(str(path))
            files = inside(names, settings, 2 if settings.quick else 5)["files"]
            yield growth_row(growth, files)
    note("growth")


def growth_row(growth: Growth, files: list[dict[str, Any]]) -> str:
    """One row of the table; a file that was too much for the analysis is marked."""
    seconds = [file["seconds"] for file in files]
    first = seconds[0] / growth.sizes[0]
    stopped = [" (TSM000)" if "TSM000" in file["codes"] else "" for file in files]
    shown = [f"{1000 * s:.1f}{too_much}" for s, too_much in zip(seconds, stopped)]
    units = [f"{s / size / first:.2f}" for s, size in zip(seconds, growth.sizes)]
    sizes = ", ".join(map(str, growth.sizes))
    return f"| {growth.title} | {sizes} | {', '.join(shown)} | {', '.join(units)} |"


# ---


PARTS = (*SAMPLES, "editor", "growth")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--rounds", type=int, help="rounds over each corpus (5; 2 if quick)")
    parser.add_argument("--quick", action="store_true", help="small samples and few rounds")
    parser.add_argument("--only", default=",".join(PARTS), help="of %(default)s")
    parser.add_argument("--cache", type=Path, help="keep wheels and environments in this folder")
    options = parser.parse_args()
    parts = options.only.split(",")
    if not set(parts) <= set(PARTS):
        parser.error(f"--only takes {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as temporary:
        cache = (options.cache or Path(temporary)).resolve()
        try:
            print_all(parts, options.rounds or (2 if options.quick else 5), options.quick, cache)
        except Unavailable as error:
            parser.exit(2, f"{error}\n")
    return 0


def print_all(parts: Sequence[str], times: int, quick: bool, cache: Path) -> None:
    """All tables."""
    pythons = {variant.name: environment(variant, cache) for variant in VARIANTS}
    settings = Settings(times, quick, cache, pythons)
    print(f"{datetime.date.today()}, {machine()}.\n\n{versions(settings)}.\n", flush=True)
    samples = [SAMPLES[name] for name in parts if name in SAMPLES]
    tables = [corpus_table(samples, settings)] if samples else []
    tables += [editor_table(settings)] if "editor" in parts else []
    tables += [growth_table(settings)] if "growth" in parts else []
    for table in tables:
        for row in table:
            print(row, flush=True)
        print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
