"""What people have beside the plugin: ruff, notebooks through nbQA, and other plugins of flake8 in one environment.

Each is the real program. The environment of the other plugins is made here, from the package index: TorchFix holds libcst
below 1.6, which the other tests shouldn't have to.
"""
from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.helpers import ROOT, Run, blocks, copy_of_project, flake8
from tests.update_readme import COMMAND

# with --dist loadgroup one process of pytest-xdist makes the environment for all
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("neighbours")]
PATIENCE = 300
RUFF_SETTINGS, FLAKE8_SETTINGS = (block.text for block in blocks((ROOT / "docs" / "ci.md").read_text(encoding="utf-8"), "toml"))


def run(folder: Path, *command: str) -> Run:
    """Run a program in a folder."""
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    return Run(done.returncode, done.stdout, done.stderr)


# --- the environment of their own

OLD_RUFF = "ruff==0.15.0"
PLUGINS = ("TorchFix", "flake8-bugbear", "flake8-pyproject")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment with this project, the other plugins and an older ruff."""
    folder = tmp_path_factory.mktemp("beside")
    venv.create(folder / "env", with_pip=True)
    path = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = run(folder, str(path), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PLUGINS, OLD_RUFF,
               str(copy_of_project(folder / "project")))
    assert done.status == 0, done.err
    return str(path)


# --- ruff

SILENCED = """\
import torch
from torch import nn


class Causal(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.mask = torch.ones(width, width).tril()  # noqa: TSM101
"""


def silenced(folder: Path, settings: str) -> Path:
    """A project with these settings and a finding that a comment silences; the module's path."""
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    module = folder / "model.py"
    module.write_text(SILENCED, encoding="utf-8")
    return module


@pytest.fixture(params=["old", "new"])
def ruff(request: pytest.FixtureRequest, python: str) -> list[str]:
    """The command of a ruff that looks at noqa comments: the older one, or the one that is installed with the tests."""
    command = [python if request.param == "old" else sys.executable, "-m", "ruff"]
    return [*command, "check", "--no-cache", "--quiet", "--select=RUF100,RUF102", "--output-format=concise", "."]


def test_ruff_keeps_the_comments(tmp_path: Path, ruff: list[str]) -> None:
    """With the settings of docs/ci.md ruff reports nothing, and its fixes leave the file alone."""
    module = silenced(tmp_path, RUFF_SETTINGS)
    assert flake8(tmp_path, "model.py").out == ""
    assert run(tmp_path, *ruff) == Run(0, "", "")
    assert run(tmp_path, *ruff, "--fix", "--unsafe-fixes").status == 0
    assert module.read_text(encoding="utf-8") == SILENCED


def test_ruff_removes_the_comments_without_the_setting(tmp_path: Path, ruff: list[str], python: str) -> None:
    """Which is why the setting is there: the comment goes, and the finding is back."""
    module = silenced(tmp_path, "[tool.ruff]\n")
    reported = run(tmp_path, *ruff)
    assert reported.status == 1 and "TSM101" in reported.out
    assert ("model.py", 8, 54, "RUF100" if ruff[0] == python else "RUF102") in reported.places
    assert run(tmp_path, *ruff, "--fix").status == 0
    assert module.read_text(encoding="utf-8") == SILENCED.replace("  # noqa: TSM101", "")
    assert flake8(tmp_path, "model.py").places == [("model.py", 8, 9, "TSM101")]


def test_the_page_of_the_command_says_the_same() -> None:
    """It names the table and the setting that docs/ci.md shows."""
    table, setting = RUFF_SETTINGS.splitlines()
    assert f'`{setting}` under `{table}`' in COMMAND.read_text(encoding="utf-8")


# --- notebooks


def notebook(*cells: str) -> str:
    """A notebook with a cell of text before these cells of code, as Jupyter writes it."""
    code: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "id": f"cell-{number}", "metadata": {}, "outputs": [], "source": cell.splitlines(True)}
        for number, cell in enumerate(cells, 1)]
    text: dict[str, object] = {"cell_type": "markdown", "id": "cell-0", "metadata": {}, "source": ["# A model"]}
    return json.dumps({"cells": [text, *code], "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def test_notebook(tmp_path: Path) -> None:
    """nbQA gives each cell's code to flake8 and tells the cell and its own line; a magic is no trouble, nor is noqa."""
    body = SILENCED.partition("\n\n\n")[2]
    cells = ("%matplotlib inline\nimport torch\nfrom torch import nn\n", body.replace("  # noqa: TSM101", ""), body.replace("Causal", "Silent"))
    (tmp_path / "model.ipynb").write_text(notebook(*cells), encoding="utf-8")
    found = run(tmp_path, sys.executable, "-m", "nbqa", "flake8", "--select=TSM", "model.ipynb")
    assert found.status == 1 and found.err == ""
    (line,) = found.lines
    assert line.startswith("model.ipynb:cell_2:4:9: TSM101 'mask' is a bare tensor")
    assert run(tmp_path, sys.executable, "-m", "nbqa", "flake8_torchstate", "model.ipynb").lines == found.lines


# --- other plugins of flake8

MODEL = """\
import made
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self, sizes=[]):
        super().__init__()
        self.scale = torch.ones(len(sizes))
        self.start = torch.load("start.pt")
        self.other = made.elsewhere()
"""


def test_other_plugins(tmp_path: Path, python: str) -> None:
    """All report on one file, each at its own place, by the settings of docs/ci.md and one more, all of which flake8-pyproject reads."""
    settings = FLAKE8_SETTINGS + 'torchstate-tensor-functions = ["made.elsewhere"]\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    found = run(tmp_path, python, "-m", "flake8", "model.py")
    assert found.status == 1 and found.err == ""
    # TorchFix is one column too far to the right, everywhere.
    assert found.places == [("model.py", 7, 30, "B006"), ("model.py", 9, 9, "TSM101"), ("model.py", 10, 23, "TOR102"),
                            ("model.py", 11, 9, "TSM101")]
    (scale,) = [line for line in found.lines if ":9:9:" in line]
    assert "self.scale = nn.Buffer(torch.ones(len(sizes)), persistent=False)" in scale


def test_all_are_there(tmp_path: Path, python: str) -> None:
    """flake8 names the four of them, and nothing that they need contradicts what another one needs."""
    said = run(tmp_path, python, "-m", "flake8", "--version").out.replace("\n", " ")
    assert [name for name in (*PLUGINS, "flake8-torchstate") if f"{name.lower()}: " not in said.lower()] == []
    assert run(tmp_path, python, "-m", "pip", "check").status == 0
