"""What is ignored, as git itself says it."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flake8_torchstate.command.discover import Wanted, find_files
from flake8_torchstate.command.ignored import patterns_of

NAMES = ("a.py", "ab.py", "b.py", "c-d.py", "a]b.py", "x y.py", "\u00e9.py", "A.py", "#a.py", "!b.py", "x", "build")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, the current folder, with the same files in each of its folders; the user has no excludes file."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    folder = tmp_path / "tree"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for inner in (".", "a", "a/b", "a/b/a", "out/b", "b"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (folder / inner / name).touch()
    monkeypatch.chdir(folder)
    return folder


def kept_by_git() -> list[str]:
    """What git lists in the current folder and doesn't ignore."""
    out = subprocess.run(["git", "ls-files", "-o", "-z", "--exclude-standard"], capture_output=True, check=True).stdout
    return sorted(os.fsdecode(name) for name in out.split(b"\0") if name)


def kept() -> list[str]:
    """What is looked at in the current folder."""
    found = find_files(["."], Wanted(exclude=(".git",), names=("*",))).files
    return sorted(path.removeprefix("./") for path in found)


@pytest.mark.parametrize("lines", [
    "*.py\n!a.py", "*\n!*/\n!*.py", "*\n!/a\n", "a/", "/a\n", "b", "a/b", "/a/b/", "**/b", "a/**", "a/**/a", "**/a/**",
    "***/b.py", "a/***", "a**.py", "?.py", "??.py", "[ab].py", "[!a]*.py", "[^a]?.py", "[a-c]-*", "[z-a].py",
    "a[]]b.py", "[[:upper:]].py", "[[:alpha:][:punct:]]*.py", "[[:nothing:]].py", "[[:].py", "[a-", "[", "a[/]b.py",
    "[a/b]", "a\\/b", "\\a.py", "\\#a.py", "#a.py", "\\!b.py", "!b.py", "x\\ y.py", "x y.py   ", "x y.py\\ ", "x\t",
    "b.py\r\na.py\r", "\u00e9.py", "*\u00e9*", "build/\n!build/\na.py", "out\n!out/b", "out/*\n!out/b", "/", "!", "//",
    "a//b", "a/b//", "*a*b*.py", "*]*", "\\", "b\\", "\ufeffb", "*.py\n!/a/**/a.py",
], ids=ascii)
@pytest.mark.parametrize("place", [".gitignore", "a/.gitignore", ".git/info/exclude"])
def test_as_git_does(tree: Path, lines: str, place: str) -> None:
    (tree / place).write_bytes(lines.encode())
    assert kept() == kept_by_git()


def test_the_nearest_file_decides(tree: Path) -> None:
    (tree / ".gitignore").write_text("*.py\n!b.py\nbuild/\n")
    (tree / ".git/info/exclude").write_text("x\n!c-d.py\n")
    (tree / "a/.gitignore").write_text("!a.py\nb.py\n!build/\n")
    (tree / "a/b/.gitignore").write_text("a.py\n!x\n")
    assert kept() == kept_by_git()
    assert {"a/a.py", "a/b/x"} <= set(kept()) and not {"a/b.py", "a/b/a.py", "c-d.py"} & set(kept())


def test_the_users_own_file(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "own/git").mkdir(parents=True)
    (tmp_path / "own/git/ignore").write_text("*.py\n")
    (tree / "a/.gitignore").write_text("!a.py\n")
    assert kept() == kept_by_git() and "a/a.py" in kept() and "a.py" not in kept()


def test_from_a_folder_within(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / ".gitignore").write_text("/a/b/a.py\nout\n")
    monkeypatch.chdir(tree / "a/b")
    assert kept() == kept_by_git() and "a.py" not in kept()
    monkeypatch.chdir(tree / "out")
    assert "b/a.py" in kept(), "a folder that is named is looked at, also where it's ignored itself"


def test_a_work_tree_of_another_repository(tree: Path) -> None:
    """Its root has a file `.git`; what that leads to is outside, and isn't read."""
    (tree / "a/.git").write_text("gitdir: ../.git/worktrees/a\n")
    (tree / ".gitignore").write_text("b.py\n")
    (tree / "a/.gitignore").write_text("a.py\n")
    assert "a/b.py" in kept() and "a/a.py" not in kept() and "b.py" not in kept()


def test_links_and_what_is_no_file_are_not_read(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("*\n")
    (tree / ".gitignore").symlink_to(tmp_path / "outside")
    os.mkfifo(tree / "a/.gitignore")
    (tree / "b/.gitignore").mkdir()
    assert {"a.py", "a/a.py", "b/a.py"} <= set(kept())


@pytest.mark.parametrize(("line", "names"), [
    ("*a" * 30 + "*b", ["a" * 250]), ("*a*/*a*/*a*/*b", ["a" * 250] * 4), ("**/a/" * 30 + "b", ["a"] * 400),
    ("[!b]*" * 50 + "b", ["a" * 250]),
])
def test_no_pattern_takes_long(line: str, names: list[str]) -> None:
    """Where what the stars took is taken back, each of these takes years."""
    [pattern] = patterns_of(line.encode())
    assert not pattern.matches(names, False)
