"""What is released: wheel and sdist build, hold what they should, and say one version; and SECURITY.md says what is so."""
from __future__ import annotations

import configparser
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from flake8_torchstate.version import VERSION
from tests.helpers import ROOT, copy_of_project

pytestmark = pytest.mark.slow
PATIENCE = 300
NOT_IN_SDIST = {".gitignore"}
# What a build writes itself.
BUILT = re.compile(r"flake8_torchstate\.egg-info/|PKG-INFO$")
INFO = f"flake8_torchstate-{VERSION}.dist-info"


@dataclass(frozen=True)
class Release:
    """The project's files and what was built of them."""

    project: Path
    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("release")
    project = copy_of_project(folder / "project")
    # The wheel is built from the sdist, so that what it needs is known to be in there.
    done = subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(project)], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8", timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout
    assert "no files found" not in done.stdout and "Deprecat" not in done.stdout, done.stdout
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Release(project, wheel, sdist)


def in_wheel(release: Release, name: str) -> str:
    with zipfile.ZipFile(release.wheel) as archive:
        return archive.read(name).decode("utf-8")


def metadata(release: Release) -> Message:
    return message_from_string(in_wheel(release, f"{INFO}/METADATA"))


def test_twine(release: Release) -> None:
    command = [sys.executable, "-m", "twine", "check", "--strict", str(release.wheel), str(release.sdist)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert done.returncode == 0 and done.stdout.count("PASSED") == 2, done.stdout + done.stderr


def test_wheel_holds_the_package_and_nothing_else(release: Release) -> None:
    package = {path.relative_to(release.project).as_posix() for path in (release.project / "flake8_torchstate").rglob("*") if path.is_file()}
    with zipfile.ZipFile(release.wheel) as archive:
        names = set(archive.namelist())
    written = {f"{INFO}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "top_level.txt")}
    assert "flake8_torchstate/py.typed" in package
    assert {name for name in names if "LICENSE" not in name} == package | written
    assert [name.rsplit("/")[-1] for name in names if "LICENSE" in name] == ["LICENSE"]


def test_sdist_holds_every_file_of_the_project(release: Release) -> None:
    """Tests, pages and examples too: whoever packages it for a system can run them from there."""
    files = {path.relative_to(release.project).as_posix() for path in release.project.rglob("*") if path.is_file()}
    top = f"flake8_torchstate-{VERSION}/"
    with tarfile.open(release.sdist) as archive:
        names = {member.name.removeprefix(top) for member in archive if member.isfile()}
    assert {name for name in names if not BUILT.match(name)} == {name for name in files if not BUILT.match(name)} - NOT_IN_SDIST


def test_metadata(release: Release) -> None:
    said = metadata(release)
    assert (said["Name"], said["Version"]) == ("flake8-torchstate", VERSION)
    assert said["Requires-Python"] == ">=3.10"
    needed = {line for line in said.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert needed == {"flake8>=6", "libcst>=1.5", 'tomli>=2.0; python_version < "3.11"'}
    assert str(said.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()


def test_entry_points(release: Release) -> None:
    points = configparser.ConfigParser()
    points.read_string(in_wheel(release, f"{INFO}/entry_points.txt"))
    assert {name: dict(points[name]) for name in points.sections()} == {
        "console_scripts": {"flake8-torchstate": "flake8_torchstate.command.cli:main"},
        "flake8.extension": {"tsm": "flake8_torchstate.plugin:TorchStatePlugin"},  # configparser lowers the name
        "pylsp": {"torchstate": "flake8_torchstate.editor.pylsp"},
    }


def test_version_has_one_place() -> None:
    """Elsewhere it is a quotation of it: the changelog's newest entry, and the README's pre-commit snippet, tested beside."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == VERSION
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    assert config["metadata"]["version"] == "attr: flake8_torchstate.version.VERSION"
    quoted = [path.name for path in (ROOT / "flake8_torchstate").rglob("*.py") if f'"{VERSION}"' in path.read_text(encoding="utf-8")]
    assert quoted == ["version.py"]


AUDITED = """\
import sys

seen = []
sys.addaudithook(lambda event, arguments: seen.append((event, str(arguments))) if event.startswith(("socket.", "urllib.")) else None)
from flake8.main.cli import main

main(["--isolated", "--jobs=1", "--select=TSM", "."])
print("network", seen)
print("imported", sorted(name for name in sys.modules if name.split(".")[0] in ("torch", "trap", "base")))
"""


def test_security_page_is_true(tmp_path: Path) -> None:
    """The linted file and the one that it takes a base from would leave a trace if they ran; nothing asks the network."""
    trace = "from pathlib import Path\nPath(__file__ + '.ran').touch()\nimport torch\nfrom torch import nn\n"
    (tmp_path / "base.py").write_text(trace + "class Base(nn.Module):\n    pass\n", encoding="utf-8")
    (tmp_path / "trap.py").write_text(trace + "from base import Base\nclass Trap(Base):\n    def __init__(self):\n"
                                              "        super().__init__()\n        self.mask = torch.ones(3)\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", AUDITED], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert "trap.py:9:9: TSM101" in done.stdout, done.stdout + done.stderr
    assert "network []\nimported []\n" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.py", "trap.py"]
