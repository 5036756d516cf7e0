"""Draw docs/neovim.svg: the screen of a real Neovim that speaks with the server, as tmux has it.

usage: python tools/neovim_picture.py      (with Neovim, tmux and `pip install rich`)
"""
from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COLUMNS, ROWS, PATIENCE = 110, 28, 60
CODE = """\
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.mask = torch.ones(size, size).tril()

    def forward(self, x):
        return x * self.weight * self.mask
"""


def tmux(*arguments: str) -> str:
    """What tmux says, on a server of its own."""
    return subprocess.run(["tmux", "-L", "neovim-picture", *arguments], capture_output=True, text=True, check=True).stdout


def screen(folder: Path) -> str:
    """The screen of Neovim when it shows the text about the mistake, with its colours."""
    (folder / "norm.py").write_text(CODE, encoding="utf-8")
    variables = {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "HOME": str(folder), "COLORTERM": "truecolor"}
    command = ["env", *(f"{name}={value}" for name, value in variables.items()), "nvim", "--clean", "-c", "set termguicolors", "-c",
               f"luafile {ROOT / 'tools' / 'neovim.lua'}", "norm.py"]
    tmux("-f", os.devnull, "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "-c", str(folder), shlex.join(command))
    try:
        end = time.monotonic() + PATIENCE
        while "what it is" not in tmux("capture-pane", "-p") and time.monotonic() < end:
            time.sleep(0.5)
        return tmux("capture-pane", "-e", "-p", "-N")
    finally:
        tmux("kill-server")


def main() -> None:
    """Draw it."""
    with tempfile.TemporaryDirectory() as folder:
        shown = screen(Path(folder))
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(shown.rstrip("\n")), no_wrap=True)
    head, _, rest = CONSOLE_SVG_FORMAT.partition("    @font-face")  # fonts of another site
    _, begin, rest = rest.partition("    .{unique_id}-matrix")
    frame = head + begin + rest
    console.save_svg(str(ROOT / "docs" / "neovim.svg"), title="norm.py - nvim", unique_id="neovim", code_format=frame)


if __name__ == "__main__":
    main()
