"""`[tool.flake8-torchstate]` in pyproject.toml: the same options, by the same names, over those of flake8's files."""
from __future__ import annotations

import os

import pytest

from tests.test_cli import BAD, LINE, Command, command

__all__ = ["command"]  # the fixture


def table(text: str) -> str:
    """A pyproject.toml with our table."""
    return f"[project]\nname = 'x'\n\n[tool.flake8-torchstate]\n{text}\n"


@pytest.mark.parametrize(("text", "found"), [
    ('extend-ignore = ["TSM101"]', False), ('extend-ignore = "bare-tensor, E501"', False), ('ignore = ["bare-tensor"]', False),
    ('select = ["TSM2"]', False), ('select = ["bare-tensor"]', True), ('select = ["E", "F"]', True), ("", True),
    ('per-file-ignores = { "bad.py" = ["bare-tensor"] }', False), ('per-file-ignores = { "bad.py" = "TSM" }', False),
    ('per-file-ignores = { "other.py" = "TSM" }', True), ('per-file-ignores = ["bad.py:TSM"]', False),
    ('exclude = ["bad.py"]', False), ("exclude = ['./bad.py']", False), ("max-line-length = 88\ndisable-noqa = true", True),
    ('torchstate-module-bases = ["a.B"]', True), ('module-bases = "a.B"\nbuffer_style = "nn.Buffer"', True),
])
def test_options(command: Command, text: str, found: bool) -> None:
    command.write("bad.py", BAD)
    command.write("good.py", "")
    command.write("pyproject.toml", table(text))
    ended = command("bad.py", "good.py")
    assert (ended.status, ended.err) == (found, "")
    assert command("--isolated", "bad.py").status == 1
    assert command("--config", os.devnull, "bad.py").status == 1


def test_precedence(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line before this table, this table before flake8's files, option by option; folders are meant from it."""
    command.write("bad.py", BAD)
    command.write("setup.cfg", "[flake8]\nselect = TSM2\nextend-ignore = TSM103\ntorchstate-roots = nowhere\n")
    path = command.write("pyproject.toml", table('select = ["TSM1"]\nroots = ["sub"]'))
    command.write("sub/bad.py", BAD)
    assert command("bad.py").out == f"bad.py:{LINE}\n"
    assert command("--select", "TSM2", "bad.py").status == 0
    out = command("--show-settings").out
    assert out.startswith(f"config file: {command.folder / 'setup.cfg'}, {path}\n") and "extend_ignore = ['TSM103']" in out
    monkeypatch.chdir(command.folder / "sub")
    (command.folder / "setup.cfg").unlink()
    assert command("bad.py").status == 1


@pytest.mark.parametrize(("text", "said"), [
    ("extend-ignores = []", "there is no option 'extend-ignores' for [tool.flake8-torchstate]"), ("ignore = 1.5", "ignore can't be 1.5"),
    ("select = [1]", "select can't be [1]"), ('per-file-ignores = { "a.py" = 1.5 }', "per-file-ignores can't be {'a.py': 1.5}"),
    ('select = ["TSM777"]', "select: no rule has the code TSM777"), ("max-line-length = 'a'", "invalid literal for int()"),
    ('per-file-ignores = { "a.py" = ["TSM777"] }', "per-file-ignores: no rule has the code TSM777"),
    ('buffer-style = "x"', "--torchstate-buffer-style: 'x' is not one of"), ("roots = ['nowhere']", "there is no folder "),
])
def test_mistakes(command: Command, text: str, said: str) -> None:
    command.write("bad.py", BAD)
    command.write("pyproject.toml", table(text))
    ended = command("bad.py")
    assert ended.status == 2 and ended.out == "" and ended.err.count("\n") == 1 and said in ended.err


def test_no_table(command: Command) -> None:
    command.write("bad.py", BAD)
    command.write("pyproject.toml", "[tool]\nflake8-torchstate = 3\n")
    assert "tool.flake8-torchstate isn't a table" in command("bad.py").err
