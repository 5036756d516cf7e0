"""project.py: bases and functions that stand in other files of the tree, found without importing anything.

Each test writes a small tree and asks what one of its files gets.
"""
from __future__ import annotations

import builtins
import io
import os
import tokenize
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.analysis import check, check_source
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.disk import Disk, read_text, stamp_of
from flake8_torchstate.config import Config
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import ConstantInfo, Reference
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
    (["p/__init__.py", "p/trunk.py"], "p/plain/net.py", "from ..trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/plain/net.py", "from .. import trunk", "trunk.Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/plain/net.py", "from p.trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/trunk.py"], "p/plain/deep/net.py", "from ...trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/plain/trunk.py"], "p/plain/net.py", "from p.plain.trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/plain/trunk.py"], "p/plain/net.py", "from . import trunk", "trunk.Trunk"),
    (["p/__init__.py", "p/plain/trunk.py"], "p/net.py", "from .plain.trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/plain/trunk.py"], "p/net.py", "from .plain import trunk", "trunk.Trunk"),
    (["p/__init__.py", "p/plain/trunk.py"], "net.py", "from p.plain import trunk as t", "t.Trunk"),
    (["p/__init__.py", "p/n/q/__init__.py", "p/trunk.py"], "p/n/q/net.py", "from ...trunk import Trunk", "Trunk"),
    (["p/__init__.py", "p/n/q/__init__.py", "p/trunk.py"], "p/n/q/net.py", "from p.trunk import Trunk", "Trunk"),
    (["p/trunk.py"], "p/deep/net.py", "from ..trunk import Trunk", "Trunk"),
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
    ({"src/trunk.py": TRUNK}, "from .trunk import Trunk", "Trunk"),
    ({"trunk.py": "Trunk = Nowhere\n"}, "from trunk import Trunk", "Trunk"),
    ({"trunk.py": "Trunk = object\n"}, "from trunk import Trunk", "Trunk"),
    ({"trunk.py": "Trunk = Other\nOther = Trunk\n"}, "from trunk import Trunk", "Trunk"),
    ({"trunk.py": "Trunk = Other.a\nOther = Trunk.b\n"}, "from trunk import Trunk", "Trunk"),
    ({"trunk.py": "import trunk\nTrunk = trunk.Trunk\n"}, "from trunk import Trunk", "Trunk"),
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


# --- what could go on without an end


CIRCLES = {
    "a table of lazy imports of what isn't there": '_import_structure = {"a": ["M"]}\n\n\ndef __getattr__(name): ...\n',
    "a lazy import of itself": "def __getattr__(name):\n    from . import M\n    return M\n",
    "an import that begins with its own name": "from .M.M import M\n",
    "a table of its own names": 'T = {"M": "M.M"}\n\n\ndef __getattr__(name): ...\n',
    "an alias of itself": "from . import M as N\nM = N.M\n",
    "a star of itself": "from . import *\nfrom p import *\n",
}


@pytest.mark.parametrize("init", CIRCLES.values(), ids=CIRCLES)
def test_what_goes_in_circles_stays_unknown(tmp_path: Path, init: str) -> None:
    tree(tmp_path, {"p/__init__.py": init, "p/use.py": uses("from . import M", "M")})
    project = Project()
    assert analysed(project, tmp_path / "p" / "use.py") == []
    assert project.parsed == 1 and project.hops < 20


def asked(project: Project, folder: Path, imports: str, name: str) -> tuple[Reference, int]:
    """What a name stands for in a new file of a tree, and how many names and stars were visited for it."""
    scope = project.enter(Source.from_text(imports, str(folder / "net.py")))
    before = project.hops
    found = scope.lookup(name)
    return found, project.hops - before


@pytest.mark.parametrize("number", [8, 60])
def test_files_that_all_import_everything_from_each_other(tmp_path: Path, number: int) -> None:
    """Each file is visited once for a name that it could have, whoever else leads to it."""
    stars = "".join(f"from f{n} import *\n" for n in range(number))
    tree(tmp_path, {f"f{n}.py": f"{stars}x{n} = 1\n" for n in range(number)})
    (tmp_path / f"f{number - 1}.py").write_text(stars + TRUNK, encoding="utf-8")
    project = Project()
    for name in ("Trunk", "Missing", "Other"):
        found, hops = asked(project, tmp_path, "from f0 import *\n", name)
        assert isinstance(found, ClassInfo) is (name == "Trunk") and hops <= number + 1
    assert project.parsed == number
    assert asked(project, tmp_path, "from f0 import *\n", "Trunk")[1] == 0


@pytest.mark.parametrize("line", [
    "from f{n} import Trunk\n", "from f{n} import *\n", "import f{n}\nTrunk = f{n}.Trunk\n"])
def test_long_ways(tmp_path: Path, line: str) -> None:
    """A name that many files pass on."""
    number = 500
    tree(tmp_path, {f"f{n}.py": line.format(n=n + 1) for n in range(number)})
    tree(tmp_path, {f"f{number}.py": TRUNK})
    found, hops = asked(Project(), tmp_path, line.format(n=0), "Trunk")
    found = found if not isinstance(found, ConstantInfo) else found.scope.follow_alias(found)
    assert isinstance(found, ClassInfo) and hops <= 2 * number + 3


def test_the_way_back_is_no_circle(tmp_path: Path) -> None:
    """A module that is reached through another one that imports it, and is then asked for something else."""
    tree(tmp_path, {"p/__init__.py": "from . import q as r\nfrom .trunk import Trunk\n", "p/q.py": "import p as up\n",
                    "p/trunk.py": TRUNK})
    found, _ = asked(Project(), tmp_path, "import p\nX = p.r.up.r.up.Trunk\n", "X")
    assert isinstance(found, ConstantInfo) and isinstance(found.scope.follow_alias(found), ClassInfo)


def test_the_order_of_questions_changes_no_answer(tmp_path: Path) -> None:
    """Stars in a circle: who is asked first must not decide what the others are told."""
    files = {"a.py": "from b import *\nfrom c import *\n", "b.py": "from a import *\n", "c.py": TRUNK}
    tree(tmp_path, files)
    for order in (["a", "b"], ["b", "a"]):
        project = Project()
        for name in order:
            assert isinstance(asked(project, tmp_path, f"from {name} import *\n", "Trunk")[0], ClassInfo)


# --- what can't be read


def refuse_to_open(monkeypatch: pytest.MonkeyPatch, *paths: Path, error: type[Exception] = AssertionError) -> None:
    """Fail where one of some paths is opened: a pipe would be waited for, a device never ends."""
    for owner, name in ((os, "open"), (builtins, "open"), (io, "open"), (tokenize, "_builtin_open")):
        def guarded(file: Any, *rest: Any, original: Any = getattr(owner, name), **options: Any) -> Any:
            if not isinstance(file, int) and os.fspath(file) in map(str, paths):
                raise error(f"{file} was opened")
            return original(file, *rest, **options)

        monkeypatch.setattr(owner, name, guarded)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in the file system")
def test_only_regular_files_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as an import, nor behind a star, nor in the search of the tree, nor as the linted file itself."""
    special = [tmp_path / name for name in ("pipe.py", "zero.py", "linked.py", "stdin.py")]
    os.mkfifo(special[0])
    special[1].symlink_to("/dev/zero")
    special[2].symlink_to(special[0])
    os.mkfifo(special[3])
    refuse_to_open(monkeypatch, *special)
    project = Project()
    for name in ("pipe", "zero", "linked"):
        for imports in (f"from {name} import Trunk", f"from {name} import *"):
            source = Source.from_text(uses(imports), str(tmp_path / "net.py"))
            assert check(source, Config(debug=True), project) == []
    assert check(Source.from_text(TRUNK, str(special[3])), Config(debug=True), project) == []
    assert [project.may_hold_modules(str(tmp_path / "x.py"), "") for _ in range(12)][-1] is False
    project.refresh()
    assert [read_text(str(path)) for path in special] == [None] * 4
    assert project.parsed == 0


@pytest.mark.parametrize("text", [
    b"# coding: utf-16\n" + TRUNK.encode(), b"# coding: utf-16-le\nx", b"# coding: no-such-codec\n" + TRUNK.encode(),
    b"# coding: rot13\n" + TRUNK.encode(), b"# \xff\n" + TRUNK.encode(), b"\xff\xfe" + TRUNK.encode("utf-16-le"),
    b"\xef\xbb\xbf# coding: latin-1\n" + TRUNK.encode()])
def test_texts_that_cannot_be_decoded(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "trunk.py").write_bytes(text)
    assert read_text(str(tmp_path / "trunk.py")) is None
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk")) == []
    assert codes(tmp_path, "net.py", uses("from trunk import *")) == []


def test_large_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"trunk.py": TRUNK})
    monkeypatch.setattr("flake8_torchstate.code.project.MOST_INDEXED", len(TRUNK) - 1)
    monkeypatch.setattr("flake8_torchstate.code.disk.MOST_INDEXED", len(TRUNK) - 1)
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk")) == []
    assert codes(tmp_path, "net.py", uses("from trunk import *")) == []
    monkeypatch.setattr("flake8_torchstate.code.project.MOST_INDEXED", len(TRUNK))
    assert codes(tmp_path, "net.py", uses("from trunk import Trunk")) == ["TSM101"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"trunk.py": TRUNK})
    refuse_to_open(monkeypatch, tmp_path / "trunk.py", error=PermissionError)
    assert read_text(str(tmp_path / "trunk.py")) is None
    source = Source.from_text(uses("from trunk import Trunk"), str(tmp_path / "net.py"))
    assert check(source, Config(debug=True), Project()) == []


def test_file_names_that_are_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"d\xff")
    try:
        tree(folder, {"trunk.py": TRUNK, os.fsdecode(b"\xfe.py"): TRUNK, "net.py": uses("from .trunk import Trunk")})
    except (OSError, UnicodeError):
        pytest.skip("the file system has no such names")
    project = Project()
    assert analysed(project, folder / "net.py") == ["TSM101"]
    assert analysed(project, folder / os.fsdecode(b"\xfe.py")) == []
    assert [project.may_hold_modules(str(folder / "x.py"), "") for _ in range(12)][-1] is True


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "../../net", "/net", "", ".", "x" * 5000])
def test_tables_with_names_that_no_file_has(tmp_path: Path, name: str) -> None:
    init = f"_import_structure = {{{ascii(name)}: ['M']}}\nT = {{'N': {ascii(name)}}}\n\n\ndef __getattr__(name): ...\n"
    tree(tmp_path, {"p/__init__.py": init})
    assert codes(tmp_path, "net.py", uses("from p import M", "M")) == []
    assert codes(tmp_path, "net.py", uses("from p import N", "N")) == []


# --- what is read for what


def test_decorators_and_fields_read_nothing(tmp_path: Path) -> None:
    """Whether a method is a property, and whether a value is a dataclass's field, is told by the file's own imports."""
    text = ("from torch import nn\nfrom other import fast, cached_property, field as f\n\n\nclass Net(nn.Module):\n"
            "    x: int = f(1)\n\n    @fast\n    def forward(self, x): return x\n\n"
            "    @cached_property\n    def p(self): return 1\n")
    tree(tmp_path, {"other.py": "def fast(f): return f\n"})
    project = Project()
    scope = project.enter(Source.from_text(text, str(tmp_path / "net.py")))
    info = scope.classes["Net"]
    assert set(info.methods) == {"forward"} and set(info.properties) == {"p"} and set(info.attributes) == {"x"}
    assert info.is_module and project.parsed == 0
    assert info.methods["forward"].decorators() == ["?"] and project.parsed == 1


def test_an_edited_buffer_that_nobody_looked_into_leaves_the_index_alone(tmp_path: Path) -> None:
    """What an editor types into one file costs no second reading of the others."""
    tree(tmp_path, {"trunk.py": TRUNK, "net.py": ""})
    project = Project()
    for number in range(5):
        assert analysed(project, tmp_path / "net.py", uses("from trunk import Trunk", body=f"self.n = {number}")) == []
        project.refresh()
    assert analysed(project, tmp_path / "net.py", uses("from trunk import Trunk")) == ["TSM101"]
    assert project.parsed == 1
    assert analysed(project, tmp_path / "use.py", uses("from net import Net as Base", "Base")) == []
    assert project.parsed == 2, "what is on the disk, not the buffer"


def test_absolute_names(tmp_path: Path) -> None:
    tree(tmp_path, {"p/__init__.py": "", "p/q/__init__.py": "", "p/q/m.py": ""})
    file = str(tmp_path / "p" / "q" / "m.py")
    disk, folder = Disk(), os.path.dirname(file)
    assert disk.package(folder) == ("p", "q") and disk.module_name(file) == "p.q.m"
    assert disk.absolute(".x", folder) == "p.q.x"
    assert disk.absolute("..x.y", folder) == "p.x.y"
    assert disk.absolute(".", folder) == "p.q"
    assert disk.absolute("..", folder) == "p"


def test_where_a_package_ends(tmp_path: Path) -> None:
    """A folder without `__init__.py` is part of the package around it, but a project isn't, nor what is installed."""
    tree(tmp_path, {name: "" for name in (
        "top/__init__.py", "top/plain/deep/m.py", "top/project/setup.py", "top/project/plain/m.py",
        "top/not-a-name/m.py", "top/site-packages/m.py", "top/a/b/c/d/e/m.py")})
    disk = Disk()
    names = {folder: disk.package(str(tmp_path / "top" / folder)) for folder in (
        "plain", "plain/deep", "project", "project/plain", "not-a-name", "site-packages", "a/b/c/d", "a/b/c/d/e")}
    assert names == {
        "plain": ("top", "plain"), "plain/deep": ("top", "plain", "deep"), "project": (), "project/plain": (),
        "not-a-name": (), "site-packages": (), "a/b/c/d": ("top", "a", "b", "c", "d"), "a/b/c/d/e": ()}


def test_stamp(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": "x"})
    assert stamp_of(str(tmp_path / "a.py"))[1] == 1
    assert stamp_of(str(tmp_path / "b.py")) == (0, 0)
