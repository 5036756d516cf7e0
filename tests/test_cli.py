"""The command: what it prints, where, and how it ends."""
from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.command import cli
from flake8_torchstate.analysis import check_source
from flake8_torchstate.command.check import Checked
from flake8_torchstate.command.cli import main
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Edit, Finding, Fix
from flake8_torchstate.command.pages import as_json
from flake8_torchstate.command.reading import decoded
from flake8_torchstate.command.terminal import Progress, wants_colour
from tests.helpers import CASES, ROOT, flake8

HEAD = "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
BAD = HEAD + "        self.mask = torch.ones(n)\n"
GOOD = HEAD + "        self.register_buffer('mask', torch.ones(n))\n"
LINE = ("8:9: TSM101 'mask' is a bare tensor: not saved by state_dict() and left behind by .to(); "
        'write self.register_buffer("mask", torch.ones(n), persistent=False)')


@dataclass(frozen=True)
class Ended:
    """How one run of the command ended."""

    status: int
    out: str
    err: str


class Command:
    """Runs the command in a folder of its own."""

    def __init__(self, folder: Path, captured: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._captured = captured
        self._patch = patch

    def __call__(self, *arguments: str, stdin: bytes | None = None) -> Ended:
        if stdin is not None:
            self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        read = self._captured.readouterr()
        return Ended(status, read.out, read.err)

    def write(self, name: str, text: str | bytes) -> Path:
        """A file of the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, and a folder that it runs in."""
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, capsys, monkeypatch)


# --- findings


def test_clean_and_found(command: Command) -> None:
    command.write("good.py", GOOD)
    assert command("good.py") == Ended(0, "", "")
    command.write("bad.py", BAD)
    assert command("bad.py") == Ended(1, f"bad.py:{LINE}\n", "")
    assert command("check", "bad.py", "good.py") == Ended(1, f"bad.py:{LINE}\n", "")
    assert command("--exit-zero", "bad.py").status == 0


def test_a_folder_is_walked_and_the_current_one_without_a_path(command: Command) -> None:
    command.write("pkg/b.py", BAD)
    command.write("pkg/a.py", BAD)
    command.write("pkg/notes.txt", BAD)
    command.write("pkg/__pycache__/c.py", BAD)
    assert command("pkg").out == f"pkg/a.py:{LINE}\npkg/b.py:{LINE}\n"
    assert command().out == f"./pkg/a.py:{LINE}\n./pkg/b.py:{LINE}\n"
    assert command("pkg", "pkg/a.py", "./pkg/a.py").out.count("TSM101") == 2, "each file once"


def test_noqa_and_files_that_opt_out(command: Command) -> None:
    comments = ("# noqa", "# noqa: TSM101", "# noqa: E501")
    command.write("bad.py", BAD + "".join(f"        self.m{i} = torch.ones(n)  {comment}\n" for i, comment in enumerate(comments)))
    assert command("bad.py").out.count("TSM101") == 2
    assert command("--disable-noqa", "bad.py").out.count("TSM101") == 4
    command.write("out.py", f"# flake8: noqa\n{BAD}")
    assert command("out.py") == Ended(0, "", "")


def test_noqa_in_a_statement_of_several_lines(command: Command) -> None:
    """As flake8: the lines of a string or of a backslash run count as one."""
    text = HEAD + "        self.mask = torch.ones(\\\n            n)  # noqa: TSM101\n"
    command.write("bad.py", text)
    assert command("bad.py").out == "" and flake8(command.folder, "bad.py").out == ""


@pytest.mark.parametrize(("arguments", "found"), [
    (["--select", "TSM1"], True), (["--select", "TSM2"], False), (["--ignore", "TSM101"], False), (["--extend-ignore", "TSM"], False),
    (["--ignore", "E501"], True), (["--extend-select", "TSM9"], True), (["--per-file-ignores", "bad.py:TSM101"], False),
    (["--exclude", "bad.py"], False), (["--extend-exclude", "other.py"], True), (["--filename", "*.pyi"], True),
])
def test_options_of_flake8(command: Command, arguments: list[str], found: bool) -> None:
    command.write("bad.py", BAD)
    assert command("bad.py", *arguments).status == found


@pytest.mark.parametrize(("config", "found"), [
    ("select = E,F", True), ("select = E,F\nextend-select = B", True), ("select = E,TSM2", False), ("select = T", True),
    ("extend-ignore = TSM101", False), ("ignore = E501", True), ("per-file-ignores = bad.py: TSM", False),
    ("exclude = bad.py", False), ("require-plugins = flake8-nothing", True), ("banned-modules = os\nmax-complexity = 3", True),
    ("format = some-reporter", True), ("torchstate-module-bases = a.B", True),
])
def test_config_files(command: Command, config: str, found: bool) -> None:
    """What a config file says to flake8 it says to the command; what it says to other plugins doesn't matter."""
    command.write("bad.py", BAD)
    command.write("setup.cfg", f"[flake8]\n{config}\n[flake8:local-plugins]\nextension =\n  X = nowhere:Nothing\n")
    ended = command("bad.py")
    assert ended.status == found and ended.out == (f"bad.py:{LINE}\n" if found else "")
    assert command("--isolated", "bad.py").status == 1


def test_off_by_default_rules(command: Command) -> None:
    command.write("late.py", GOOD + "\n    def forward(self, x):\n        return x + torch.arange(4)\n")
    assert command("late.py").status == 0
    assert command("--select", "TSM", "late.py").status == 0
    assert "TSM902" in command("--extend-select", "TSM902", "late.py").out


def test_formats_of_flake8(command: Command) -> None:
    command.write("bad.py", BAD)
    assert command("--format", "%(path)s|%(row)d|%(col)d|%(code)s", "bad.py").out == "bad.py|8|9|TSM101\n"
    assert command("-q", "bad.py").out == "bad.py\n"
    assert command("-qq", "bad.py").out == ""
    assert command("--count", "-qq", "bad.py").out == "1\n"
    assert command("--color", "always", "bad.py").out.startswith("\033[1mbad.py\033[m")
    assert command("--show-source", "bad.py").out.splitlines()[1:] == ["        self.mask = torch.ones(n)", "        ^"]
    assert command("--output-file", "out.txt", "bad.py").out == ""
    assert (command.folder / "out.txt").read_text() == f"bad.py:{LINE}\n"


@pytest.mark.slow
def test_same_as_flake8_on_the_cases(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The very lines that flake8 prints, whether in one process or in several."""
    monkeypatch.chdir(CASES)
    expected = flake8(CASES, "--isolated", "-j2", "bugs", "real").lines
    assert len(expected) > 50
    for jobs in ("1", "2"):
        assert main(["--isolated", "-j", jobs, "bugs", "real"]) == 1
        assert sorted(capsys.readouterr().out.splitlines()) == expected


# --- stdin


def test_stdin(command: Command) -> None:
    assert command("-", stdin=BAD.encode()) == Ended(1, f"stdin:{LINE}\n", "")
    assert command("--stdin-display-name", "pkg/net.py", "-", stdin=BAD.encode()).out == f"pkg/net.py:{LINE}\n"
    assert command("--stdin-display-name", "out/net.py", "--exclude", "net.py", "-", stdin=BAD.encode()).status == 0
    assert command("-", stdin=b"def f(:\n").err == "stdin:1:7: error: not valid Python: invalid syntax\n"


# --- JSON


def test_json(command: Command) -> None:
    command.write("bad.py", BAD)
    ended = command("--output-format", "json", "bad.py")
    found = json.loads(ended.out)
    assert ended.status == 1 and len(found) == 1
    assert {key: found[0][key] for key in ("path", "line", "column", "code", "name")} == {
        "path": "bad.py", "line": 8, "column": 9, "code": "TSM101", "name": "bare-tensor"}
    assert found[0]["message"] in LINE and {"end_line", "end_column", "url", "fix"} <= found[0].keys()
    command.write("bad.py", BAD.replace("(n)\n", "(n)  # noqa\n"))
    assert json.loads(command("--output-format", "json", "bad.py").out) == []


def test_json_of_a_fix() -> None:
    """Lines and columns count from 1; an end is exclusive."""
    fix = Fix("Register 'x' as a buffer", (Edit((3, 4), (3, 9), "new"),), safe=False)
    shown = as_json("a.py", Finding(3, 4, "TSM101", "text", "x", (3, 9), fix))
    assert (shown["line"], shown["column"], shown["end_line"], shown["end_column"]) == (3, 5, 3, 10)
    assert shown["fix"] == {"title": "Register 'x' as a buffer", "applicability": "unsafe",
                            "edits": [{"line": 3, "column": 5, "end_line": 3, "end_column": 10, "text": "new"}]}


# --- what can't be checked


@pytest.mark.parametrize(("name", "text", "message"), [
    ("syntax.py", "def f(:\n", ":1:7: error: not valid Python: invalid syntax"),
    ("latin.py", b"x = '\xe9'\n", ":1:1: error: not valid Python: its text isn't UTF-8, and it declares no other encoding"),
    ("late.py", b"x = 1\ny = 2\nz = '\xe9'\n", ":3:1: error: not valid Python: its text isn't UTF-8, and it declares no other encoding"),
    ("coding.py", "# coding: nope\n", ":1:1: error: not valid Python: unknown encoding: nope"),
    ("deep.py", "x = " + "-" * 100_000 + "1\n", ": error: its code is nested too deeply for Python's own parser"),
])
def test_what_cannot_be_checked(command: Command, name: str, text: str | bytes, message: str) -> None:
    """One line, status 2, and the other files are checked all the same."""
    command.write(name, text)
    command.write("bad.py", BAD)
    assert command(name, "bad.py") == Ended(2, f"bad.py:{LINE}\n", f"{name}{message}\n")


def test_binary_file(command: Command) -> None:
    command.write("binary.py", b"\x7fELF\0\0\0\1")
    ended = command("binary.py")
    assert ended.status == 2 and ended.err.startswith("binary.py") and "not valid Python" in ended.err and ended.err.count("\n") == 1


def test_missing_files(command: Command) -> None:
    assert command("no.py") == Ended(2, "", "no.py: error: can't be read: No such file or directory\n")
    (command.folder / "loop").symlink_to("loop")
    assert "loop: error: can't be read: Too many levels of symbolic links" in command("loop").err


def test_unreadable_folders_and_files_are_said(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test may run as a user to whom nothing is unreadable: os.scandir and open are made to refuse."""
    command.write("shut/bad.py", BAD)
    command.write("bad.py", BAD)
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ended = command(".")
    assert ended == Ended(2, f"./bad.py:{LINE}\n", "./shut: error: this folder can't be read: Permission denied\n")

    def closed(path: str) -> Any:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("flake8_torchstate.command.check.read", closed)
    assert command("bad.py").err == "bad.py: error: can't be read: Permission denied\n"


def test_nothing_to_check(command: Command) -> None:
    ended = command(".")
    assert ended.status == 0 and "no Python file to check" in ended.err
    command.write("empty.py", "")
    assert command(".") == Ended(0, "", "")


@pytest.mark.parametrize(("arguments", "message"), [
    (["--select", "E501"], "--select: no rule has the code E501"),
    (["--extend-select", "TSM11"], "--extend-select: no rule has the code TSM11 (did you mean TSM"),
    (["--unsafe-fixes"], "--unsafe-fixes goes with --fix or --diff"),
    (["--fix", "--persistent", "always"], "--persistent always adds keys to state_dict(): it goes with --unsafe-fixes"),
    (["--diff", "--output-format", "json"], "--diff prints a diff"),
    (["--fix", "--output-format", "json", "-"], "--fix of stdin prints the new text"),
    (["--torchstate-buffer-style", "x"], "'x' is not one of register_buffer, nn.Buffer"),
    (["--config", "none.cfg"], "The specified config file does not exist: none.cfg"),
    (["--per-file-ignores", "x"], "Expected `per-file-ignores` to be a mapping"),
    (["--format", "%(nothing)s"], "--format: '%(nothing)s' can't be filled in: KeyError: 'nothing'"),
    (["--format", "%(path)"], "--format: '%(path)' can't be filled in: ValueError: "),
    (["--format", "%(path)d"], "--format: '%(path)d' can't be filled in: TypeError: "),
    (["--format", "xml"], "--format: 'xml' is neither a format string nor one of default, pylint"),
])
def test_bad_usage(command: Command, arguments: list[str], message: str) -> None:
    """One line on stderr, status 2."""
    command.write("bad.py", BAD)
    ended = command(*arguments, "bad.py")
    assert ended.status == 2 and ended.out == ""
    assert ended.err.startswith("flake8-torchstate: error: ") and message in ended.err and ended.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--output-format", "xml"], ["-j", "x"]])
def test_bad_usage_that_argparse_finds(command: Command, arguments: list[str]) -> None:
    ended = command(*arguments)
    usage, error = ended.err.splitlines()
    assert ended.status == 2 and usage.startswith("usage: flake8-torchstate ") and error.startswith("flake8-torchstate: error: ")


@pytest.mark.parametrize("config", ["ignore = what is this", "select = E\nselect = F", "jobs = many", "count = perhaps"])
def test_bad_config(command: Command, config: str) -> None:
    command.write(".flake8", f"[flake8]\n{config}\n")
    command.write("bad.py", BAD)
    ended = command("bad.py")
    assert ended.status == 2 and "flake8-torchstate: error: " in ended.err and ended.out == ""


def test_help_and_version(command: Command) -> None:
    text = command("--help").out
    assert "explain [CODE ...]" in text and "--unsafe-fixes" in text and "--torchstate-roots" in text
    assert "--max-line-length" not in text and "exit status: 0 nothing found" in text
    assert command("--version").out.startswith("flake8-torchstate 0.1.0 (flake8 ")
    assert "--unsafe-fixes" not in command("show", "--help").out


def test_a_fault_in_one_file_leaves_the_others(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from flake8_torchstate.plugin import TorchStatePlugin

    findings = TorchStatePlugin.findings

    def faulty(self: TorchStatePlugin) -> list[Finding]:
        if self.filename == "a.py":
            raise KeyError("no such thing")
        return findings(self)

    monkeypatch.setattr(TorchStatePlugin, "findings", faulty)
    for name in ("a.py", "b.py"):
        command.write(name, BAD)
    ended = command("--jobs", "1", "a.py", "b.py")  # another process has its own class
    assert ended == Ended(2, f"b.py:{LINE}\n", "a.py: error: not checked: KeyError: 'no such thing' (--torchstate-debug shows where)\n")
    with pytest.raises(KeyError, match="no such thing"):
        command("--torchstate-debug", "a.py")


# --- .gitignore


def test_what_git_ignores(command: Command) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=command.folder, check=True)
    command.write(".gitignore", ".venv/\nbuild\n*_gen.py\n!keep_gen.py\n")
    command.write("pkg/.gitignore", "local.py\n")
    command.write(".git/info/exclude", "mine.py\n")
    in_package = [f"pkg/{name}.py" for name in ("a_gen", "keep_gen", "local", "sub/x", "mine")]
    for name in (".venv/lib/a.py", "build/b.py", *in_package):
        command.write(name, BAD)
    seen = [line.partition(":")[0] for line in command(".").out.splitlines()]
    assert seen == ["./pkg/keep_gen.py", "./pkg/sub/x.py"]
    assert command("pkg/sub", "pkg").out.splitlines() == [f"pkg/sub/x.py:{LINE}", f"pkg/keep_gen.py:{LINE}"][::-1]
    assert [line.partition(":")[0] for line in command("pkg/local.py", "build").out.splitlines()] == ["build/b.py", "pkg/local.py"]
    assert len(command("--no-respect-gitignore", "--exclude", ".git", ".").out.splitlines()) == 7


def test_outside_of_a_repository_nothing_is_ignored(command: Command) -> None:
    command.write(".gitignore", "bad.py\n")
    command.write("bad.py", BAD)
    assert command(".").status == 1
    subprocess.run(["git", "init", "-q", "inner"], cwd=command.folder, check=True)
    command.write("inner/.gitignore", "bad.py\n")
    command.write("inner/bad.py", BAD)
    assert [line.partition(":")[0] for line in command(".").out.splitlines()] == ["./bad.py"]


# --- fixing


needs_fixes = pytest.mark.skipif(check_source(BAD, config=Config(fixes=True))[0].fix is None, reason="no rule gives a fix")
FIXED = HEAD + '        self.register_buffer("mask", torch.ones(n), persistent=False)\n'


@needs_fixes
def test_fix(command: Command) -> None:
    path = command.write("bad.py", BAD)
    other = command.write("good.py", GOOD)
    before = other.stat().st_ino, other.stat().st_mtime_ns
    assert command("--fix", "bad.py", "good.py") == Ended(0, "", "flake8-torchstate: fixed 1 finding in 1 file\n")
    assert path.read_text() == FIXED
    assert (other.stat().st_ino, other.stat().st_mtime_ns) == before, "an unchanged file isn't touched"
    assert command("--fix", "bad.py", "good.py") == Ended(0, "", "")


@needs_fixes
def test_fix_says_what_is_left(command: Command) -> None:
    command.write("bad.py", BAD + "        self.seed = torch.zeros(3) if n else None\n        self.u = torch.ones(n)  # noqa\n")
    ended = command("--fix", "--ignore", "TSM101", "bad.py")
    assert ended == Ended(0, "", ""), "what is ignored isn't fixed"
    assert "self.mask = torch.ones(n)" in (command.folder / "bad.py").read_text()
    command("--fix", "bad.py")
    assert "self.u = torch.ones(n)  # noqa" in (command.folder / "bad.py").read_text()


@needs_fixes
def test_diff(command: Command) -> None:
    path = command.write("bad.py", BAD)
    ended = command("--diff", "bad.py")
    assert ended.status == 1 and path.read_text() == BAD
    assert ended.out == ("--- bad.py\n+++ bad.py\n@@ -5,4 +5,4 @@\n class Net(nn.Module):\n     def __init__(self, n):\n"
                         "         super().__init__()\n-        self.mask = torch.ones(n)\n"
                         '+        self.register_buffer("mask", torch.ones(n), persistent=False)\n')
    assert ended.err == "flake8-torchstate: would fix 1 finding in 1 file\n"
    assert command("--diff", "--fix", "bad.py").status == 1 and path.read_text() == BAD


LEFT = HEAD + """\
        self.mask = torch.ones(n)
        self.running_mean = torch.zeros(n)
        self.width = 0
        self.width = torch.ones(n)
"""


@needs_fixes
def test_what_is_left_is_counted_and_said_why(command: Command) -> None:
    """The closing line counts safe fixes, unsafe ones, and the rest, of which --verbose says why there is no fix."""
    command.write("left.py", LEFT)
    start = "flake8-torchstate: would fix 1 finding in 1 file"
    rest = "1 left that it can't fix"
    assert command("--diff", "left.py").err == f"{start}, 1 more with --unsafe-fixes, {rest} (--verbose says why)\n"
    why = "left.py:11:9: TSM101 not fixed: it holds something else at first or later\n"
    assert command("--diff", "--verbose", "left.py").err == f"{why}{start}, 1 more with --unsafe-fixes, {rest}\n"
    assert command("--diff", "--unsafe-fixes", "left.py").err.endswith(f"2 findings in 1 file, {rest} (--verbose says why)\n")
    found = json.loads(command("--output-format", "json", "left.py").out)
    assert [(f["fix"] and f["fix"]["applicability"], f["no_fix"]) for f in found] == [
        ("safe", None), ("unsafe", None), (None, "it holds something else at first or later")]


@needs_fixes
def test_fix_of_stdin(command: Command) -> None:
    """The new text goes to stdout as it came: line ends, BOM, encoding; what isn't valid Python is passed on."""
    assert command("--fix", "-", stdin=BAD.encode()) == Ended(0, FIXED, "flake8-torchstate: fixed 1 finding in 1 file\n")
    assert command("--fix", "-", stdin=GOOD.encode()) == Ended(0, GOOD, "")
    assert command("--fix", "-", stdin=b"def f(:\n").out == "def f(:\n"


@needs_fixes
def test_a_file_that_changed_meanwhile_is_left_alone(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    path = command.write("bad.py", BAD)
    write = cli.write

    def late(settings: Any, checked: Checked) -> Any:
        path.write_text("x = 1\n")
        return write(settings, checked)

    monkeypatch.setattr(cli, "write", late)
    assert command("--fix", "bad.py") == Ended(2, "", "bad.py: error: not fixed: somebody else has changed it in the meantime\n")
    assert path.read_text() == "x = 1\n"
    path.write_text(BAD)

    def gone(settings: Any, checked: Checked) -> Any:
        path.unlink()
        return write(settings, checked)

    monkeypatch.setattr(cli, "write", gone)
    assert command("--fix", "bad.py") == Ended(2, "", "bad.py: error: not fixed: No such file or directory\n")


@needs_fixes
def test_interrupt_leaves_whole_files(tmp_path: Path) -> None:
    """An interrupt in the middle of --fix: each file is as it was or as it should be, and nothing else lies around."""
    for number in range(200):
        (tmp_path / f"m{number}.py").write_text(BAD)
    process = subprocess.Popen([sys.executable, "-m", "flake8_torchstate", "--isolated", "--fix", "-j2", "."], cwd=tmp_path,
                               stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    end = time.monotonic() + 60
    while time.monotonic() < end and all(path.read_text() == BAD for path in tmp_path.glob("m1*.py")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=60)[1]
    texts = [path.read_text() for path in tmp_path.iterdir()]
    assert set(texts) <= {BAD, FIXED} and len(texts) == 200 and FIXED in texts
    assert "Traceback" not in error
    if process.returncode == 2:
        assert error == "flake8-torchstate: stopped; every file is either as it was or fixed as a whole\n"


def test_difference_keeps_line_ends_and_missing_newlines() -> None:
    before = decoded(b"\xef\xbb\xbfa = 1\r\nb = 2")
    shown = cli.difference(Checked("a.py", "a.py", before=before, text="a = 1\r\nb = 3"))
    assert shown == (b"--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n a = 1\r\n-b = 2\n\\ No newline at end of file\n+b = 3\n"
                     b"\\ No newline at end of file\n")
    latin = decoded(b"# coding: latin-1\nx = '\xe9'\n")
    assert b"+x = '\xe8'" in cli.difference(Checked("a.py", "a.py", before=latin, text="# coding: latin-1\nx = 'è'\n"))


# --- the terminal


class Screen(io.StringIO):
    """A stream that says it's a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first second on, at most ten times a second, and gone at the end."""
    now = [0.0]
    monkeypatch.setattr("flake8_torchstate.command.terminal.time.monotonic", lambda: now[0])
    screen = Screen()
    with Progress(4, screen) as progress:
        for moment in (0.5, 1.1, 1.15, 1.3):
            now[0] = moment
            progress.step()
    assert screen.getvalue() == "\r\033[K2 of 4 files checked\r\033[K4 of 4 files checked\r\033[K"
    quiet = io.StringIO()
    with Progress(4, quiet) as progress:
        now[0] = 99.0
        progress.step()
    assert quiet.getvalue() == ""


def test_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour(Screen()) and not wants_colour(io.StringIO()) and wants_colour(io.StringIO(), "always")
    assert not wants_colour(Screen(), "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Screen())


def test_a_summary_on_a_terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command.write("bad.py", BAD)
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    command("bad.py")
    assert screen.getvalue().startswith("flake8-torchstate: 1 finding; ")
    assert screen.getvalue().endswith("'flake8-torchstate explain CODE' says more\n")


def test_closed_output_is_no_traceback(tmp_path: Path) -> None:
    """The findings of these files are more than a pipe holds."""
    folder = tmp_path / ("long" * 50)
    folder.mkdir()
    for number in range(10):
        (folder / f"bad{number}.py").write_text(HEAD + "".join(f"        self.m{i} = torch.ones(n)\n" for i in range(20)))
    process = subprocess.Popen([sys.executable, "-m", "flake8_torchstate", "--isolated", "."], cwd=tmp_path, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait(timeout=60) == 2


def test_plugin_imports_nothing_of_the_command() -> None:
    """flake8 runs don't pay for the command."""
    code = "import sys, flake8_torchstate.plugin; print([m for m in sys.modules if m.startswith('flake8_torchstate')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert not {"cli", "check", "settings", "show", "table", "pages", "terminal", "discover", "fixes"} & {
        name.rpartition(".")[2] for name in done.stdout.strip("[]\n'").replace("'", "").split(", ")}


def test_clean_files_need_no_libcst(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("x = 1\n")
    code = "import sys; from flake8_torchstate.command.cli import main; main(['plain.py']); print('libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.stdout == "False\n"
