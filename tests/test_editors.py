"""Real editors with their own clients: each opens a file with a mistake, shows it, says what a name is, and fixes it.

A test is skipped where its program isn't on the machine.  The real VS Code is started where CODE_SERVER names the
`out/node/entry.js` of an installed code-server.
"""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import ROOT

pytest.importorskip("pygls", reason="pygls isn't installed: pip install 'flake8-torchstate[server]'")

PATIENCE = 300
SCRIPTS = ROOT / "tests" / "editors"
EXTENSION = ROOT / "editors" / "vscode"
TEXT = """\
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.mask = torch.tril(torch.ones(size, size))

    def forward(self, x):
        return x * self.weight * self.mask
"""
FIXED = 'self.register_buffer('


def program(*names: str) -> str:
    """The path of a program; skips the test where there is none."""
    found = next((path for name in names if (path := shutil.which(name)) is not None), None)
    if found is None:
        pytest.skip(f"{names[0]} isn't installed")
    return found


def driven(command: list[str], folder: Path) -> dict[str, Any]:
    """What an editor says that runs a script on the file."""
    (folder / "setup.cfg").write_text("[flake8]\n", encoding="utf-8")
    file = folder / "net.py"
    file.write_text(TEXT, encoding="utf-8")
    environment = {**os.environ, "PYTHON": sys.executable, "FILE": str(file), "OUTPUT": str(folder / "said.json"), "PYTHONPATH": str(ROOT),
                   "HOME": str(folder), "XDG_STATE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    ran = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (folder / "said.json").exists(), ran.stdout + ran.stderr
    assert FIXED in file.read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_neovim(tmp_path: Path) -> None:
    found = driven([program("nvim"), "--headless", "--clean", "-c", f"luafile {SCRIPTS / 'neovim.lua'}"], tmp_path)
    assert found["said"] == [{"line": 8, "column": 8, "end": 54, "severity": 2, "code": "TSM101"}]
    assert "mask" in found["hover"] and "TSM101 bare-tensor" in found["hover"]
    assert found["offered"][0].startswith("Register 'mask' as a buffer") and found["left"] == 0


@pytest.mark.slow
def test_emacs(tmp_path: Path) -> None:
    emacs = program("emacs")
    eglot = "(progn (require 'package) (package-initialize) (kill-emacs (if (require 'eglot nil t) 0 1)))"
    if subprocess.run([emacs, "--batch", "--eval", eglot], check=False, capture_output=True, timeout=PATIENCE).returncode:
        pytest.skip("this Emacs has no eglot")
    found = driven([emacs, "--batch", "--load", str(SCRIPTS / "eglot.el")], tmp_path)
    [(line, text, kind)] = found["said"]
    assert line == 9 and "TSM101" in text and kind == "eglot-warning"
    assert "TSM101 bare-tensor" in found["hover"]
    assert found["offered"] == "Register 'mask' as a buffer" and found["left"] == 0


def npm(*arguments: str) -> None:
    """Run a script of the extension; skips the test where its packages aren't installed."""
    command = program("npm")
    if not (EXTENSION / "node_modules").is_dir():
        pytest.skip("the extension's packages aren't installed: npm ci in editors/vscode")
    ran = subprocess.run([command, *arguments], cwd=EXTENSION, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_extension_for_vs_code() -> None:
    """Its types, its own tests, and the package."""
    npm("run", "check")
    npm("test")
    npm("run", "package")
    assert (EXTENSION / "dist" / "torchstate.vsix").stat().st_size > 10_000


def test_vs_code(tmp_path: Path) -> None:
    """The real one: squiggle, hover, quick fix."""
    server = os.environ.get("CODE_SERVER")
    if server is None:
        pytest.skip("code-server isn't named by CODE_SERVER")
    chromium = program("chromium", "chromium-browser")
    npm("run", "package")
    node = os.environ.get("CODE_SERVER_NODE", program("node"))
    ran = subprocess.run([node, str(EXTENSION / "test" / "real.mjs"), server, chromium, sys.executable, str(tmp_path)],
                         env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=2 * PATIENCE, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "fixed, and the squiggle is gone" in ran.stdout
