"""The engine of the fixes: edits, rounds, what is given up, what is written; no rule's own fix."""
from __future__ import annotations

import ast
import os
import signal
import stat
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_torchstate.code import disk
from flake8_torchstate.fixers import elsewhere, fixes
from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Edit, Finding, Fix
from flake8_torchstate.fixers.fixes import apart, edited, fix_text, overlap, write_fixed
from flake8_torchstate.code.project import Project
from tests.torch.generate import program

HEAD = "import torch\nfrom torch import nn\n\n\nclass M(nn.Module):\n    def __init__(self, n=2):\n        super().__init__()\n"
BAD = HEAD + "        self.mask = torch.ones(n)\n"
GOOD = HEAD + '        self.register_buffer("mask", torch.ones(n), persistent=False)\n'
CONFIG = Config(debug=True)


def finding(name: str, *edits: Edit, code: str = "TSM101", safe: bool = True) -> Finding:
    """A finding with a fix."""
    return Finding(1, 0, code, f"'{name}' is lost", name, None, Fix("Keep it", edits, safe))


# --- edits


@pytest.mark.parametrize(("text", "edits", "after"), [
    ("abc\n", [Edit((1, 1), (1, 2), "X")], "aXc\n"),
    ("abc\n", [Edit((1, 0), (1, 1), "1"), Edit((1, 2), (1, 3), "3")], "1b3\n"),
    ("abc\n", [Edit((1, 1), (1, 1), "+"), Edit((1, 1), (1, 1), "+")], "a+bc\n"),
    ("abc\n", [Edit((1, 1), (1, 1), "+"), Edit((1, 1), (1, 2), "")], "a+c\n"),
    ("a\nb\nc\n", [Edit((2, 0), (3, 0), "")], "a\nc\n"),
    ("a\nb\n", [Edit((3, 0), (3, 0), "c\n")], "a\nb\nc\n"),
    ("a\r\nb\r\n", [Edit((2, 0), (2, 0), "x\ny\n")], "a\r\nx\r\ny\r\nb\r\n"),
    ("a\rb\r", [Edit((2, 1), (2, 1), "\nx")], "a\rb\rx\r"),
    ("a\r\nb", [Edit((2, 1), (2, 1), "\nc")], "a\r\nb\r\nc"),
    ("a\nb\r\n", [Edit((1, 1), (1, 1), "\nx"), Edit((2, 1), (2, 1), "\ny")], "a\nx\nb\r\ny\r\n"),
    ("a", [Edit((1, 1), (1, 1), "\nb")], "a\nb"),
    ("é\u2028ü\n", [Edit((1, 2), (1, 3), "u")], "é\u2028u\n"),
    ("a\x0cb\nc\n", [Edit((2, 0), (2, 1), "d")], "a\x0cb\nd\n"),
])
def test_edited(text: str, edits: list[Edit], after: str) -> None:
    assert edited(text, edits) == after
    assert edited(text, edits[::-1]) == after


def test_overlap() -> None:
    first = Edit((1, 2), (1, 5), "")
    assert overlap(first, Edit((1, 4), (1, 6), "")) and overlap(first, Edit((1, 5), (1, 5), "")), "touching is overlapping"
    assert not overlap(first, Edit((1, 6), (1, 7), "")) and not overlap(first, Edit((2, 2), (2, 5), ""))


def test_edits_that_touch_wait_and_equal_ones_are_made_once() -> None:
    shared = Edit((1, 0), (1, 0), "import x\n")
    first, second = finding("a", shared, Edit((3, 0), (3, 4), "")), finding("b", shared, Edit((5, 0), (5, 4), ""))
    third = finding("c", Edit((3, 2), (3, 6), ""))
    assert apart([first, second, third]) == [first, second]


# --- rounds


def given_fixes(monkeypatch: pytest.MonkeyPatch, *made: Finding) -> None:
    """Let the check of any text find what isn't fixed in it yet: a finding is there while its name is in the text."""
    def found(text: str, path: str, config: Config, project: Project) -> list[Finding]:
        assert config.fixes
        ast.parse(text)
        return [f for f in made if f.name in text]

    monkeypatch.setattr(fixes, "findings", found)


def test_one_bad_fix_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "aa = 1\nbb = 1\ncc = 1\ndd = 1\n"
    good = [finding(name, Edit((line, 0), (line, 2), "x")) for line, name in ((1, "aa"), (2, "bb"), (4, "dd"))]
    for bad in (Edit((3, 0), (3, 2), "("), Edit((3, 5), (3, 6), "2")):  # one doesn't parse, one doesn't help
        given_fixes(monkeypatch, *good, finding("cc", bad))
        fixed = fix_text(text, "m.py", CONFIG)
        assert fixed.text == "x = 1\nx = 1\ncc = 1\nx = 1\n" and fixed.rounds == 1
        assert [f.name for f in fixed.left] == ["cc"] and {f.name for f in fixed.applied} == {"aa", "bb", "dd"}


def test_a_fix_that_brings_something_new_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given_fixes(monkeypatch, finding("aa", Edit((1, 0), (1, 2), "bb")), finding("bb", code="TSM201"))
    assert fix_text("aa = 1\n", "m.py", CONFIG).text == "aa = 1\n"


def test_ten_rounds_are_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [finding(f"n{i:02}", Edit((1, 0), (1, 4), "")) for i in range(20)]
    given_fixes(monkeypatch, *made)
    text = "".join(f"n{i:02};" for i in range(20)) + "0\n"
    fixed = fix_text(text, "m.py", CONFIG)
    assert fixed.rounds == 10 and len(fixed.applied) == 10 and len(fixed.left) == 10
    assert fixed.text == "".join(f"n{i:02};" for i in range(10, 20)) + "0\n"


def test_unsafe_and_silenced(monkeypatch: pytest.MonkeyPatch) -> None:
    made = finding("aa", Edit((1, 0), (1, 2), "x"), safe=False)
    given_fixes(monkeypatch, made)
    assert fix_text("aa = 1\n", "m.py", CONFIG).left == (made,)
    assert fix_text("aa = 1\n", "m.py", CONFIG, unsafe=True).text == "x = 1\n"
    quiet = fix_text("aa = 1\n", "m.py", CONFIG, unsafe=True, silenced=lambda text, found: found.name == "aa")
    assert quiet.text == "aa = 1\n" and not quiet.left


def test_bom_and_what_is_no_python() -> None:
    assert fix_text("\ufeff" + BAD, "m.py", CONFIG).text == "\ufeff" + GOOD
    assert fix_text(BAD.replace("\n", "\r\n"), "m.py", CONFIG).text == GOOD.replace("\n", "\r\n")
    with pytest.raises(SyntaxError):
        fix_text("def f(:\n", "m.py", CONFIG)
    with pytest.raises((SyntaxError, ValueError)):
        fix_text("a\0b\n", "m.py", CONFIG)
    for text in ("", "\n", "x = 1"):
        assert fix_text(text, "m.py", CONFIG).text == text


def test_trouble_with_a_fix_leaves_the_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    from flake8_torchstate.fixers import buffers

    def broken(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(buffers, "buffer_fix", broken)
    fixed = fix_text(BAD, "m.py", Config())
    assert fixed.text == BAD and [f.code for f in fixed.left] == ["TSM101"] and fixed.left[0].fix is None
    with pytest.raises(RuntimeError):
        fix_text(BAD, "m.py", CONFIG)


def test_flake8_pays_nothing() -> None:
    assert [f.fix for f in check_source(BAD)] == [None]
    found = check_source(BAD, config=Config(fixes=True))[0]
    assert found.fix is not None and found.fix.safe and found.fix.title == "Register 'mask' as a buffer"
    assert found.end == (8, 33) and (found.line, found.column) == (8, 8)


# --- other files

BASE = """\
import torch
from torch import nn


class Base(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.marks = torch.ones(n)
"""
IMPORT = "from model import Base\n\n\n"


def test_of_several_reasons_the_first_by_name_is_told() -> None:
    """And not the one with which a set happens to begin, from run to run another one."""
    text = HEAD + "".join(
        f"        self.{name} = torch.zeros(n).requires_grad_()\n" for name in "dcbefa"
    ) + "        self.frozen = torch.ones(n)\n\n    def forward(self, x):\n" + (
        "        return (self.d + self.c + self.b + self.e + self.f + self.a) * self.frozen * x\n")
    (frozen,) = (f for f in fix_text(text, "model.py", CONFIG).left if f.name == "frozen")
    assert frozen.no_fix == "line 17 uses it together with 'a', which stays a plain tensor, or may be one"


@pytest.mark.parametrize(("text", "why"), [
    (IMPORT + "class Sub(Base):\n    def __init__(self):\n        super().__init__()\n        self.marks = list('ab')\n",
     "the subclass Sub in other.py has the name too"),
    (IMPORT + "class Sub(Base):\n    marks = None\n", "the subclass Sub in other.py has the name too"),
    (IMPORT + "class Sub(Base):\n    def marks(self):\n        return 2\n", "the subclass Sub in other.py has the name too"),
    ("import model as m\n\n\nclass Between(m.Base):\n    pass\n\n\nclass Sub(Between):\n    marks = 2\n",
     "the subclass Sub in other.py has the name too"),
    (IMPORT + "net = Base()\nnet.marks = 5\n", "other.py:5 sets it"),
    (IMPORT + "net = Base()\nsetattr(net, 'marks', 5)\n", "other.py:5 sets it"),
    (IMPORT + "net = Base()\ndel net.marks\n", "other.py:5 sets it"),
    ("class Other:\n    pass\n\n\nother = Other()\nother.marks = 5\n", ""),
    ("class Other:\n    pass\n\n\nother = Other()\nother = made()\nother.marks = 5\n", "other.py:7 sets it"),
    ("def f(other):\n    other.marks = 5\n", "other.py:2 sets it"),
    (IMPORT + "class Sub(Base):\n    def count(self):\n        return self.marks.sum() == 2\n", ""),
    ("class Alone:\n    marks = 2\n\n    def __init__(self):\n        self.marks = 3\n", ""),
    ("net.marks = (\n", ""),
])
def test_what_other_files_do_with_a_name(tmp_path: Path, text: str, why: str) -> None:
    """A subclass of another file and code that sets the name would raise over a buffer."""
    (tmp_path / "other.py").write_text(text)
    path = tmp_path / "model.py"
    path.write_text(BASE)
    fixed = fix_text(BASE, str(path), CONFIG)
    assert [f.no_fix for f in fixed.left] == ([why] if why else [])
    assert (fixed.text == BASE) is bool(why)


def test_subclasses_are_followed_from_file_to_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "pkg").mkdir()
    for name, text in (("__init__.py", ""), ("model.py", BASE), ("second.py", "from .model import Base as B\n\n\nclass Sub(B):\n    pass\n"),
                       ("third.py", "from pkg.second import Sub\n\n\nclass Third(Sub):\n    marks = ()\n")):
        (tmp_path / "pkg" / name).write_text(text)
    fixed = fix_text(BASE, str(tmp_path / "pkg" / "model.py"), CONFIG)
    assert [f.no_fix for f in fixed.left] == ["the subclass Third in third.py has the name too"]
    (tmp_path / "pkg" / "third.py").write_text("from pkg.second import Sub\n\n\nclass Third(Sub):\n    pass\n")
    assert fix_text(BASE, str(tmp_path / "pkg" / "model.py"), CONFIG).left == ()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_model.py").write_text("from pkg.model import Base\n\nBase().marks = 3\n")
    left = fix_text(BASE, str(tmp_path / "pkg" / "model.py"), CONFIG).left
    assert [f.no_fix for f in left] == [f"{os.path.join('..', 'tests', 'test_model.py')}:3 sets it"]


# --- writing


def test_write_keeps_permissions_links_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("old")
    path.chmod(0o751)
    link = tmp_path / "link.py"
    link.symlink_to("model.py")
    write_fixed(str(link), b"new\r\n")
    assert path.read_bytes() == b"new\r\n" and link.is_symlink() and os.readlink(link) == "model.py"
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.py", "model.py"]


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(OSError, match="read-only"):
        write_fixed(str(path), b"new")
    assert path.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_what_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        write_fixed(str(tmp_path / "gone.py"), b"new")
    with pytest.raises(OSError, match="regular"):
        write_fixed(str(tmp_path), b"new")
    path = tmp_path / "model.py"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_fixed(str(path), b"new")
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == ["model.py"]


def test_an_interrupt_leaves_nothing_lying_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.py"
    path.write_text("old")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_fixed(str(path), b"new")
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == ["model.py"]


# --- any class body


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**31), st.booleans(), st.sampled_from(["register_buffer", "nn.Buffer"]), st.sampled_from(["\n", "\r\n"]))
def test_any_class_body(seed: int, unsafe: bool, style: str, end: str) -> None:
    """The output parses, a second run changes nothing, nothing new is found, and lines that no fix is about stay."""
    text = program(seed).replace("\n", end)
    config = Config(buffer_style=style, debug=True)
    fixed = fix_text(text, "model.py", config, unsafe=unsafe)
    ast.parse(fixed.text)
    again = fix_text(fixed.text, "model.py", config, unsafe=unsafe)
    assert again.text == fixed.text and not again.applied or fixed.rounds == fixes.MOST_ROUNDS
    before, after = (Counter((f.code, f.name) for f in check_source(t, config=config)) for t in (text, fixed.text))
    assert not after - before
    assert bool(fixed.applied) is (fixed.text != text)
    assert fixed.text.count("\n") == fixed.text.count(end)


def test_an_interrupt_waits_for_the_end_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes in the middle of writing: the file is whole, nothing lies beside it, and the interrupt is raised then."""
    path = tmp_path / "net.py"
    path.write_bytes(b"old")
    make = tempfile.mkstemp

    def interrupted(**where: Any) -> tuple[int, str]:
        made = make(**where)
        signal.raise_signal(signal.SIGINT)
        return made

    monkeypatch.setattr(tempfile, "mkstemp", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_fixed(str(path), b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("bound", ["MOST_SEARCHED", "MOST_BESIDE"])
def test_a_project_of_very_many_files_or_folders(bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other files do with a name can't be known then, and the search for it ends."""
    for number in range(4):
        (tmp_path / f"folder{number}").mkdir()
        (tmp_path / f"other{number}.py").write_text("x = 1\n", encoding="utf-8")
    path = tmp_path / "net.py"
    path.write_text(BAD, encoding="utf-8")
    assert fix_text(BAD, str(path), CONFIG).text == GOOD
    monkeypatch.setattr(disk if bound == "MOST_SEARCHED" else elsewhere, bound, 2)
    left = fix_text(BAD, str(path), CONFIG).left
    assert [f.no_fix for f in left] == ["its project has more files than can be looked at"]
