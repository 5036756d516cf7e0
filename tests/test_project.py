"""project.py: bases and functions that stand in other files of the tree, found without importing anything.

Each test writes a small tree and asks what one of its files gets.
"""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_torchstate.analysis import check, check_source
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.disk import Disk, read_text, stamp_of
from flake8_torchstate.config import Config
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source
from tests.helpers import dedent

TRUNK = dedent("""
    import torch
    from torch import nn


    class Trunk(nn.Module):
        def __init__(self):
            super().__init__()
            self.gain = nn.Parameter(torch.ones(1))


    def make(n):
        return torch.zeros(n)


    SIZE = 3
    Alias = Trunk


    class _Private(nn.Module):
        pass
""")
USES = "import torch\n{imports}\n\n\nclass Net({base}):\n    def __init__(self):\n        super().__init__()\n        {body}\n"
LOSES = "self.t = torch.zeros(1)"


def tree(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a tree."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def codes(folder: Path, name: str, text: str, config: Config = Config(debug=True)) -> list[str]:
    """The codes that a file of a tree gets with this text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [finding.code for finding in check_source(text, str(path), config)]


def uses(imports: str, base: str = "Trunk", body: str = LOSES) -> str:
    """A file with a class of this base."""
    return USES.format(imports=imports, base=base, body=body)


@pytest.mark.parametrize("files, name, imports, base", [
    (["trunk.py"], "net.py", "from trunk import Trunk", "Trunk"),
    (["trunk.py"], "net.py", "import trunk", "trunk.Trunk"),
    (["trunk.py"], "net.py", "import trunk as t", "t.Trunk"),
    (["trunk.py"], "net.py", "from trunk import Trunk as T", "T"),
    (["trunk.py"], "net.py", "from trunk import *", "Trunk"),
    (["trunk.py"], "net.py", "from trunk import Alias", "Alias"),
    (["trunk.py"], "net.py", "try:\n    from trunk import Trunk\nexcept ImportError:\n    Trunk = object",
     "Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/net.py", "from .trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/net.py", "from . import trunk", "trunk.Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/net.py", "from p.trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/net.py", "import p.trunk", "p.trunk.Trunk"),
    (["p/__init__.py", "p/trunk.py", "p/q/__init__.py"], "p/q/net.py", "from ..trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/trunk.py", "p/q/__init__.py"], "p/q/net.py", "from .. import trunk", "trunk.Trunk"),
    (["p/__init__.py", "p/trunk.py", "p/q/__init__.py"], "p/q/net.py", "from p import trunk as t", "t.Trunk"),
    (["src/p/__init__.py", "src/p/trunk.py"], "net.py", "from p.trunk import Trunk", "Trunk"),
    (["p/trunk.py"], "net.py", "from p.trunk import Trunk", "Trunk"),
])
def test_bases_in_other_files(tmp_path: Path, files: list[str], name: str, imports: str, base: str) -> None:
    tree(tmp_path, {file: TRUNK if file.endswith("trunk.py") else "" for file in files})
    assert codes(tmp_path, name, uses(imports, base)) == ["TSM101"]


@pytest.mark.parametrize("init, imports, base", [
    ("from .trunk import Trunk\n", "from p import Trunk", "Trunk"),
    ("from .trunk import Trunk\n", "import p", "p.Trunk"),
    ("from .trunk import *\n", "from p import Trunk", "Trunk"),
    ("from .trunk import Trunk as Base\n", "from p import Base", "Base"),
    ("from . import trunk\n", "from p import trunk", "trunk.Trunk"),
    ("from .trunk import *\nfrom .other import *\n", "from p import *", "Trunk"),
    ("if 1:\n    from .trunk import Trunk\n", "from p import Trunk", "Trunk"),
    ("_import_structure = {'trunk': ['Trunk', 'make']}\n", "from p import Trunk", "Trunk"),
    ("def __getattr__(name):\n    if name == 'Trunk':\n        from .trunk import Trunk\n        return Trunk\n", "from p import Trunk", "Trunk"),
    ("LAZY = {'Trunk': '.trunk'}\n\n\ndef __getattr__(name):\n    return load(LAZY[name])\n", "from p import Trunk", "Trunk"),
    ("LAZY = {'Tree': ('p.trunk', 'Trunk')}\n\n\ndef __getattr__(name):\n    return load(LAZY[name])\n", "from p import Tree", "Tree"),
    ("LAZY = {'trunk': ['Trunk', 'make']}\n\n\ndef __getattr__(name):\n    return load(LAZY, name)\n", "from p import Trunk", "Trunk"),
    ("import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={'trunk': ['Trunk']})\n",
     "from p import Trunk", "Trunk"),
    ("from .trunk import Trunk\n__all__ = ['Trunk']\n", "from p import *", "Trunk"),
])
def test_names_that_a_package_passes_on(tmp_path: Path, init: str, imports: str, base: str) -> None:
    tree(tmp_path, {"p/__init__.py": init, "p/trunk.py": TRUNK, "p/other.py": "x = 1\n"})
    assert codes(tmp_path, "net.py", uses(imports, base)) == ["TSM101"]


@pytest.mark.parametrize("files, imports, base", [
    ({"trunk.py": "class Trunk(:\n"}, "from trunk import Trunk", "Trunk"),
    ({"trunk.py": ""}, "from trunk import Trunk", "Trunk"),
    ({"trunk.py": TRUNK}, "from trunk import Missing", "Missing"),
    ({"trunk.py": TRUNK}, "from trunk import SIZE", "SIZE"),
    ({"trunk.py": TRUNK}, "from trunk import make", "make"),
    ({"trunk.py": TRUNK}, "from trunk import *", "_Private"),
    ({"trunk.py": TRUNK + "__all__ = ['make']\n"}, "from trunk import *", "Trunk"),
    ({"trunk.py": TRUNK}, "import trunk", "trunk"),
    ({"trunk.py": TRUNK}, "import trunk", "trunk.Trunk.Inner"),
    ({"trunk.py": TRUNK}, "import trunk", "trunk.SIZE.x"),
    ({}, "from nowhere import Trunk", "Trunk"),
    ({}, "from .nowhere import Trunk", "Trunk"),
    ({}, "from ...... import Trunk", "Trunk"),
    ({}, "from numpy import *", "Trunk"),
    ({"a.py": "from b import *\n", "b.py": "from a import *\n"}, "from a import *", "Trunk"),
    ({"a.py": "from b import Trunk\n", "b.py": "from a import Trunk\n"}, "from a import Trunk", "Trunk"),
])
def test_what_is_not_found_stays_unknown(tmp_path: Path, files: dict[str, str], imports: str,
                                         base: str) -> None:
    tree(tmp_path, files)
    assert codes(tmp_path, "net.py", uses(imports, base)) == []


def test_what_a_base_registers(tmp_path: Path) -> None:
    tree(tmp_path, {"trunk.py": TRUNK})
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk",
                                          body="self.gain = torch.ones(2)")) == ["TSM203"]
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk",
                                          body="self.register_buffer('gain', None)")) == ["TSM201"]


def test_functions_of_other_files(tmp_path: Path) -> None:
    tree(tmp_path, {"trunk.py": TRUNK})
    text = uses("from torch import nn\nfrom trunk import make\nimport trunk", "nn.Module", "self.t = make(3)")
    assert codes(tmp_path, "net.py", text) == ["TSM101"]
    assert codes(tmp_path, "net.py", text.replace("make(3)", "trunk.make(3)")) == ["TSM101"]


def test_modules_of_other_files(tmp_path: Path) -> None:
    """A class of another file in a list: it holds a Parameter, so it's lost."""
    tree(tmp_path, {"trunk.py": TRUNK})
    text = uses("from torch import nn\nfrom trunk import Trunk", "nn.Module", "self.l = [Trunk()]")
    assert codes(tmp_path, "net.py", text) == ["TSM105"]


def test_a_base_s_mistake_is_said_in_its_own_file(tmp_path: Path) -> None:
    base = TRUNK.replace("self.gain = nn.Parameter(torch.ones(1))", LOSES)
    tree(tmp_path, {"trunk.py": base})
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk", body="self.n = 1")) == []
    assert codes(tmp_path, "trunk.py", base) == ["TSM101"]


def test_nested_classes_and_chains(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": "from torch import nn\n\n\nclass Outer:\n    class Inner(nn.Module):\n        pass\n",
                    "b.py": "from a import Outer\n\n\nclass Mid(Outer.Inner):\n    pass\n"})
    assert codes(tmp_path, "net.py", uses("from b import Mid", "Mid")) == ["TSM101"]
    assert codes(tmp_path, "net.py", uses("import a", "a.Outer.Inner")) == ["TSM101"]


def test_cycles_of_imports(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": "import b\nfrom torch import nn\n\n\nclass A(nn.Module):\n    pass\n",
                    "b.py": "import a\n\n\nclass B(a.A):\n    pass\n"})
    assert codes(tmp_path, "net.py", uses("from b import B", "B")) == ["TSM101"]


def test_roots(tmp_path: Path) -> None:
    tree(tmp_path, {"deps/trunk.py": TRUNK})
    text = uses("from trunk import Trunk")
    assert codes(tmp_path / "app", "net.py", text) == []
    assert codes(tmp_path / "app", "net.py", text, Config(roots=(str(tmp_path / "deps"),))) == ["TSM101"]


def test_other_encodings(tmp_path: Path) -> None:
    (tmp_path / "trunk.py").write_bytes(b"# coding: latin-1\n# \xe4\n" + TRUNK.encode())
    (tmp_path / "bad.py").write_bytes(b"# \xff\n" + TRUNK.encode())
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk")) == ["TSM101"]
    assert codes(tmp_path, "net.py", uses("from bad import Trunk")) == []
    assert read_text(str(tmp_path / "bad.py")) is None
    assert read_text(str(tmp_path / "missing.py")) is None


def test_nothing_is_imported(tmp_path: Path) -> None:
    tree(tmp_path, {"trunk.py": TRUNK + "open('ran', 'w')\nraise SystemExit\n"})
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk")) == ["TSM101"]
    assert not (tmp_path / "ran").exists() and not Path("ran").exists()


# --- one project for many files


def analysed(project: Project, path: Path, text: str | None = None) -> list[str]:
    """The codes of a file, or of an edited buffer of it, within a project."""
    source = Source.from_text(path.read_text(encoding="utf-8") if text is None else text, str(path))
    return [finding.code for finding in check(source, Config(debug=True), project)]


def test_each_file_is_read_once(tmp_path: Path) -> None:
    tree(tmp_path, {"trunk.py": TRUNK, **{f"net{i}.py": uses("from trunk import Trunk") for i in range(5)}})
    project = Project()
    for i in range(5):
        assert analysed(project, tmp_path / f"net{i}.py") == ["TSM101"]
    assert project.parsed == 1


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    tree(tmp_path, {"trunk.py": TRUNK, "net.py": uses("from trunk import Trunk",
                                                      body="self.gain = torch.ones(1)")})
    project = Project()
    assert analysed(project, tmp_path / "net.py") == ["TSM203"]
    changed = TRUNK.replace("gain", "other")
    (tmp_path / "trunk.py").write_text(changed, encoding="utf-8")
    os.utime(tmp_path / "trunk.py", ns=(1, 1))
    project.refresh()
    assert analysed(project, tmp_path / "net.py") == ["TSM101"]
    (tmp_path / "trunk.py").unlink()
    project = Project()
    assert analysed(project, tmp_path / "net.py") == []


def test_an_edited_buffer_stands_for_its_file(tmp_path: Path) -> None:
    """An editor's text differs from the file on the disk; what other files define of it is its text."""
    tree(tmp_path, {"trunk.py": TRUNK + "\n\nfrom net import Net\n",
                    "net.py": uses("from trunk import Trunk")})
    project = Project()
    assert analysed(project, tmp_path / "net.py") == ["TSM101"]
    assert analysed(project, tmp_path / "net.py", uses("from trunk import Trunk", body="self.n = 1")) == []
    edited = TRUNK.replace("self.gain = nn.Parameter(torch.ones(1))", LOSES)
    assert analysed(project, tmp_path / "trunk.py", edited) == ["TSM101"]
    assert analysed(project, tmp_path / "net.py") == ["TSM101"]


def test_an_edited_buffer_is_not_kept(tmp_path: Path) -> None:
    """The next file sees what is on the disk, not the text that an editor gave."""
    tree(tmp_path, {"trunk.py": TRUNK, "net.py": uses("from trunk import Trunk", body="self.gain = torch.ones(1)")})
    project = Project()
    assert analysed(project, tmp_path / "trunk.py", TRUNK.replace("gain", "other")) == []
    assert analysed(project, tmp_path / "net.py") == ["TSM203"]


def test_follow(tmp_path: Path) -> None:
    tree(tmp_path, {"p/__init__.py": "from .trunk import Trunk\n", "p/trunk.py": TRUNK,
                    "net.py": "import p\n"})
    project = Project()
    source = Source.from_text("import p\n", str(tmp_path / "net.py"))
    project.enter(source)
    found = project.follow("p.Trunk", source)
    assert isinstance(found, ClassInfo) and found.name == "Trunk" and found.source.path.endswith("trunk.py")
    assert project.follow("p.trunk", source) == "p.trunk"
    assert project.follow("p.Missing", source) == "p.Missing"
    assert project.follow("torch.nn.Linear", source) == "torch.nn.Linear"
    project.leave()


def test_what_stars_give(tmp_path: Path) -> None:
    tree(tmp_path, {"p/__init__.py": "", "p/trunk.py": TRUNK})
    project = Project()
    scope = project.enter(Source.from_text("from p.trunk import *\nfrom torch.nn import *\n", str(tmp_path / "net.py")))
    found = scope.lookup("Trunk")
    assert isinstance(found, ClassInfo) and found.name == "Trunk"
    assert scope.lookup("Missing") is None and scope.lookup("_Private") is None
    assert scope.lookup("Linear") == "torch.nn.Linear"
    project.leave()


def test_absolute_names(tmp_path: Path) -> None:
    tree(tmp_path, {"p/__init__.py": "", "p/q/__init__.py": "", "p/q/m.py": ""})
    file = str(tmp_path / "p" / "q" / "m.py")
    disk, folder = Disk(), os.path.dirname(file)
    assert disk.package(folder) == ("p", "q") and disk.module_name(file) == "p.q.m"
    assert disk.absolute(".x", folder) == "p.q.x"
    assert disk.absolute("..x.y", folder) == "p.x.y"
    assert disk.absolute(".", folder) == "p.q"
    assert disk.absolute("..", folder) == "p"


def test_stamp(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": "x"})
    assert stamp_of(str(tmp_path / "a.py"))[1] == 1
    assert stamp_of(str(tmp_path / "b.py")) == (0, 0)
