"""Write tests/data/corpus/*.txt anew: every finding in pinned releases of timm and kornia.

usage: python -m tests.update_corpus [--cache FOLDER] [--print NAME]

The releases are fetched from the package index; nothing of them is imported.
"""
from __future__ import annotations

import argparse
import ast
import io
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpora import KORNIA, TIMM, Corpus, fetch, python_files
from flake8_torchstate.config import Config
from flake8_torchstate.plugin import TorchStatePlugin
from tests.helpers import DATA

CORPORA = {corpus.name: corpus for corpus in (TIMM, KORNIA)}


def kept(corpus: Corpus) -> Path:
    """The file in which a corpus's findings are kept."""
    return DATA / "corpus" / f"{corpus.name}.txt"


def findings(site: Path, path: Path) -> Iterator[tuple[str, int, int, str]]:
    """What the plugin says of one file, without the rest of flake8 and its noqa comments."""
    with tokenize.open(path) as stream:
        text = stream.read().removeprefix("\ufeff")
    plugin = TorchStatePlugin(ast.parse(text), str(path), io.StringIO(text).readlines())
    for line, column, said, _ in plugin.run():
        yield path.relative_to(site).as_posix(), line, column + 1, said


def snapshot(corpus: Corpus, site: Path) -> str:
    """The text that is kept of a corpus."""
    TorchStatePlugin.config = Config(debug=True)
    found = sorted(finding for path in python_files(site / corpus.folder) for finding in findings(site, path))
    return "".join(f"{path}:{line}:{column} {said}\n" for path, line, column, said in found)


def main() -> None:
    """Write them, or print one."""
    parser = argparse.ArgumentParser(prog="python -m tests.update_corpus")
    parser.add_argument("--cache", type=Path, help="keep the downloaded releases in this folder")
    parser.add_argument("--print", choices=CORPORA, help="print one corpus's findings and write nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for corpus in [CORPORA[options.print]] if options.print else CORPORA.values():
            text = snapshot(corpus, fetch(corpus, options.cache or Path(temporary)))
            if options.print:
                print(text, end="")
            else:
                kept(corpus).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
