"""Every case file after its fixes, held against PyTorch: what could be built before can be built after.

Opt in with `pytest -m torch`, where torch is installed.
"""
from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.config import Config
from flake8_torchstate.fixers.fixes import fix_text
from tests.helpers import case_files
from tests.torch.test_advice_torch import built

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

FILES = [path for path in case_files("rules", "bugs", "real") if "# expect: TSM" in path.read_text(encoding="utf-8")]
CONFIG = Config(debug=True)


def results(text: str, path: Path) -> tuple[list[Any], list[str]]:
    """The modules that a text's own lines build, and what went wrong; of a text that can't be run, that alone."""
    torch.manual_seed(0)
    try:
        return built(text, path)
    except Exception as error:
        return [], [f"{type(error).__name__}: {error}"]


def moves(module: Any) -> bool:
    """Whether a copy of a module can be moved, loaded and taken through train and eval."""
    with contextlib.suppress(Exception):
        again = copy.deepcopy(module)
        again.load_state_dict(module.state_dict())
        again.train().eval().to("meta")
        return True
    return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_could_be_built_still_can(path: Path) -> None:
    """With unsafe fixes: no new error, in construction or in what is done with each module afterwards."""
    text = path.read_text(encoding="utf-8")
    fixed = fix_text(text, path.name, CONFIG, unsafe=True).text
    if fixed == text:
        return
    (before, wrong), (after, still) = results(text, path), results(fixed, path)
    assert {line.partition(":")[0] for line in still} <= {line.partition(":")[0] for line in wrong}, still
    assert len(after) >= len(before)
    if len(after) == len(before):
        for old, new in zip(before, after):
            if isinstance(old, torch.nn.Module) and isinstance(new, torch.nn.Module) and moves(old):
                assert moves(new), type(new).__name__


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_safe_fixes_keep_the_state(path: Path) -> None:
    """The same keys and values, the same that is trained, and an old checkpoint loads."""
    text = path.read_text(encoding="utf-8")
    fixed = fix_text(text, path.name, CONFIG).text
    if fixed == text:
        return
    (before, wrong), (after, _) = results(text, path), results(fixed, path)
    if wrong or len(before) != len(after):
        return  # what raised before may be there now
    for old, new in zip(before, after):
        if isinstance(old, torch.nn.Module) and moves(old):
            mine, theirs = old.state_dict(), new.state_dict()
            assert mine.keys() == theirs.keys()
            assert all(torch.equal(mine[key], theirs[key]) for key in mine if isinstance(mine[key], torch.Tensor))
            assert [n for n, p in old.named_parameters() if p.requires_grad] == [
                n for n, p in new.named_parameters() if p.requires_grad]
            new.load_state_dict(mine)
