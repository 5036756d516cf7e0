"""Every case file after its fixes: it parses, keeps its comments and line ends, and another run finds nothing to do."""
from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

import pytest

from flake8_torchstate.config import Config
from flake8_torchstate.fixers.fixes import fix_text
from tests.helpers import case_files, some_by_default

FILES = [path for path in case_files("rules", "bugs", "real", "tree") if "# expect: TSM" in path.read_text(encoding="utf-8")]
CONFIG = Config(debug=True)


def comments(text: str) -> Counter[str]:
    """The comments of a text."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("path", some_by_default(FILES, lambda path: path.name))
def test_fixed_case(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = fix_text(text, path.name, CONFIG, unsafe=True)
    ast.parse(first.text)
    assert not comments(text) - comments(first.text), "a comment is lost"
    again = fix_text(first.text, path.name, CONFIG, unsafe=True)
    assert again.text == first.text and not again.applied
    assert bool(first.applied) is (first.text != text)


@pytest.mark.parametrize("path", some_by_default(FILES[::7], lambda path: path.name))
def test_what_no_fix_is_about_stays(path: Path) -> None:
    """With other line ends the same is changed, and nothing else."""
    text = path.read_text(encoding="utf-8")
    other = fix_text(text.replace("\n", "\r\n"), path.name, CONFIG, unsafe=True).text
    assert other == fix_text(text, path.name, CONFIG, unsafe=True).text.replace("\n", "\r\n")
