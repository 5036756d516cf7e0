"""What the pages in docs/ claim of PyTorch is true: their Python blocks carry asserts, and run."""
from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tests.helpers import ROOT, blocks  # noqa: E402  torch must be looked for first

pytestmark = pytest.mark.torch
PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_python_blocks(page: Any) -> None:
    """The blocks of a page run one after the other, as a reader would run them."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page.read_text(encoding="utf-8"), "python"):
        assert "assert " in block.text, f"{page.name}:{block.line} asserts nothing"
        padded = "\n" * (block.line - 1) + block.text  # a failure then names the page's line
        exec(compile(padded, str(page), "exec"), names)  # the pages are the project's own
