"""What is found in pinned releases of timm and kornia is what was found when somebody last looked at it."""
from __future__ import annotations

import difflib
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.corpora import Corpus, Unavailable, fetch
from tests.helpers import ROOT
from tests.update_corpus import CORPORA, kept

SECONDS_TO_FETCH = 60


@pytest.mark.slow
@pytest.mark.corpus
@pytest.mark.parametrize("corpus", CORPORA.values(), ids=CORPORA)
def test_findings(corpus: Corpus, pytestconfig: pytest.Config) -> None:
    """In a process of its own: coverage and the other tests' files would slow it down."""
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)
    if cache is None:
        pytest.skip("pytest runs without its cache")
    folder = Path(cache.mkdir("corpora"))
    try:
        fetch(corpus, folder, SECONDS_TO_FETCH)
    except Unavailable as error:
        pytest.skip(f"no package index gives it: {error}")
    command = [sys.executable, "-m", "tests.update_corpus", "--cache", str(folder), "--print", corpus.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    before, now = kept(corpus).read_text(encoding="utf-8").splitlines(), done.stdout.splitlines()
    changes = list(difflib.unified_diff(before, now, "kept", "now", lineterm="", n=0))
    assert not changes, "python -m tests.update_corpus writes them anew\n" + "\n".join(changes)
