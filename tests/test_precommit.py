"""The real pre-commit in a git repository: the hooks of this project and the snippets of docs/install.md stop a commit with a
mistake.

pre-commit clones a repository, so the project's files are committed to one of their own; its environments take flake8 and
libcst from the package index.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from flake8_torchstate.version import VERSION
from tests.helpers import ROOT, between, copy_of_project
from tests.update_readme import README, code_in

pytestmark = pytest.mark.slow
PATIENCE = 300
MISTAKE = code_in(README.read_text(encoding="utf-8"), "before")
SAID = "model.py:9:9: TSM101 'mask' is a bare tensor: not saved by state_dict()"
FIXABLE = """\
import torch
from torch import nn


class Causal(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mask = torch.ones(width, width).tril()
"""
FIXED = 'self.register_buffer("mask", torch.ones(width, width).tril(), persistent=False)'
INSTALL = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
OWN, FLAKE8 = re.findall(r"```yaml\n(.+?)```", between(INSTALL, "pre-commit"), re.DOTALL)
PLACEHOLDER = "https://github.com/OWNER/flake8-torchstate"


def run(folder: Path, *command: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, its two streams as one; git and pre-commit see no settings but their own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PRE_COMMIT_COLOR": "never"}
    for name in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{name}_NAME": "Somebody", f"GIT_{name}_EMAIL": "somebody@example.com"}
    if home is not None:
        environment["PRE_COMMIT_HOME"] = str(home)
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=environment,
                          timeout=PATIENCE, check=False)


def repository(folder: Path) -> Path:
    """Make a folder a git repository, all of its files committed."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--allow-empty", "--message", "Begin"]):
        done = run(folder, "git", *command)
        assert done.returncode == 0, done.stdout
    return folder


@dataclass(frozen=True)
class Places:
    """What the tests of this file share: the project in a repository of its own, and pre-commit's home."""

    project: Path
    home: Path


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    project = repository(copy_of_project(tmp_path_factory.mktemp("project") / "flake8-torchstate"))
    run(project, "git", "tag", f"v{VERSION}")
    return Places(project, tmp_path_factory.mktemp("home"))


class User:
    """Somebody's repository, in which pre-commit is installed with these hooks."""

    def __init__(self, folder: Path, places: Places, hooks: str) -> None:
        self.folder, self.home = folder, places.home
        repository(folder)
        (folder / ".pre-commit-config.yaml").write_text(hooks, encoding="utf-8")
        done = self.run(sys.executable, "-m", "pre_commit", "install")
        assert done.returncode == 0, done.stdout

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return run(self.folder, *command, home=self.home)

    def commit(self, **texts: str) -> subprocess.CompletedProcess[str]:
        """Write these modules, add all that has changed, and commit it."""
        for name, text in texts.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
        assert self.run("git", "add", "--all").returncode == 0
        return self.run("git", "commit", "--message", "A model")

    def commits(self) -> int:
        return int(self.run("git", "rev-list", "--count", "HEAD").stdout)


def test_own_hooks(tmp_path: Path, places: Places) -> None:
    """The first hook changes the file, which stops the commit; the second finds nothing more, and the next commit passes."""
    user = User(tmp_path, places, OWN.replace(PLACEHOLDER, places.project.as_posix()))
    stopped = user.commit(model=FIXABLE)
    assert stopped.returncode == 1 and user.commits() == 1
    assert "files were modified by this hook" in stopped.stdout and stopped.stdout.count("Passed") == 1
    assert (tmp_path / "model.py").read_text(encoding="utf-8") == FIXABLE.replace("self.mask = torch.ones(width, width).tril()", FIXED)
    passed = user.commit()
    assert passed.returncode == 0 and user.commits() == 2, passed.stdout
    assert passed.stdout.count("Passed") == 2


def test_flake8_hook(tmp_path: Path, places: Places) -> None:
    """flake8's own hook with the plugin beside it, but that flake8 comes from the index, as nothing else is there."""
    taken = f'"flake8-torchstate @ git+{PLACEHOLDER}@v{VERSION}"'
    local = FLAKE8.replace(f"[{taken}]", f"[flake8, '{places.project.as_posix()}']").replace(
        "- id: flake8\n", "- id: flake8\n        name: flake8\n        entry: flake8\n        language: python\n        types: [python]\n")
    (tmp_path / ".flake8").write_text("[flake8]\nmax-line-length = 100\n", encoding="utf-8")
    user = User(tmp_path, places, re.sub(r"repo: .+\n    rev: .+", "repo: local", local))
    stopped = user.commit(model=MISTAKE)
    assert stopped.returncode == 1 and user.commits() == 1
    assert SAID in stopped.stdout
    passed = user.commit(model=FIXABLE.replace("self.mask = torch.ones(width, width).tril()", FIXED))
    assert passed.returncode == 0 and user.commits() == 2, passed.stdout


def test_try_repo(tmp_path: Path, places: Places) -> None:
    """What somebody types who wants to see the hook before it's set up."""
    (tmp_path / "model.py").write_text(MISTAKE, encoding="utf-8")
    repository(tmp_path)
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(places.project), "flake8-torchstate", "--all-files"]
    tried = run(tmp_path, *command, home=places.home)
    assert tried.returncode == 1 and SAID in tried.stdout, tried.stdout


def test_snippets_are_valid(tmp_path: Path) -> None:
    """To pre-commit itself, as they stand; the hook that fixes comes first."""
    for number, snippet in enumerate((OWN, FLAKE8)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(snippet, encoding="utf-8")
        done = run(tmp_path, sys.executable, "-m", "pre_commit", "validate-config", str(path))
        assert done.returncode == 0, done.stdout
    done = run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert re.findall(r"- id: (\S+)", OWN) == re.findall(r"- id: (\S+)", hooks) == ["flake8-torchstate-fix", "flake8-torchstate"]


def test_the_placeholder_stands_in_one_place() -> None:
    """Where it is explained, and never without this version."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if "OWNER" in page.read_text(encoding="utf-8")] == ["install.md"]
    assert "`OWNER` is a placeholder" in INSTALL
    assert INSTALL.count(f"{PLACEHOLDER}@v{VERSION}") == 3 and f"repo: {PLACEHOLDER}\n    rev: v{VERSION}\n" in OWN
