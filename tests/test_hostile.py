"""A tree that was made to do harm: nothing of it is run, waited for, or believed, and each trouble is one line."""
from __future__ import annotations

import io
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.code.disk import any_source
from flake8_torchstate.command import cli
from flake8_torchstate.command.check import Checked, Examiner
from flake8_torchstate.command.reading import decoded
from flake8_torchstate.editor.hover import Part
from flake8_torchstate.fixers.fixes import write_fixed
from flake8_torchstate.knowledge.modules import says_modules
from flake8_torchstate.report.escapes import shown
from tests.helpers import ROOT, codes_of, flake8, module_text
from tests.test_lsp import Given
from tests.test_cli import BAD, FIXED, GOOD, HEAD, LINE, Command, Ended

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
FORKS = sys.platform == "linux" and sys.version_info < (3, 14)
forks = pytest.mark.skipif(not FORKS, reason="needs processes that are forked")
full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, and a folder that it runs in."""
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, capsys, monkeypatch)


def ran(folder: Path, *line: str, environment: dict[str, str] = ENVIRONMENT) -> Ended:
    """A process in a folder, which must end."""
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, env=environment, timeout=120, check=False)
    return Ended(done.returncode, done.stdout, done.stderr)


def process(folder: Path, *arguments: str, shell: str = 'exec "$@"') -> Ended:
    """The command in a process of its own, started by a line for a shell."""
    return ran(folder, "sh", "-c", shell, "sh", sys.executable, "-m", "flake8_torchstate", "--isolated", *arguments)


# --- nothing of the tree is run


FSMONITOR = '[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "{}"\n'
REMOTE = """\
[core]
    repositoryformatversion = 1
    sshCommand = "{0}"
    hooksPath = .
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::{0}
    promisor = true
[protocol "ext"]
    allow = always
[filter "run"]
    clean = "{0}"
"""


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Whether a program was run: a script beside the tree, which is called `git` too and comes first on the PATH."""
    marker, folder = tmp_path / "was-run", tmp_path / "programs"
    folder.mkdir()
    for name in ("script", "git"):
        (folder / name).write_text(f"#!/bin/sh\necho $0 >> {marker}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def was_run() -> bool:
        found = marker.exists()
        marker.unlink(missing_ok=True)
        return found

    return was_run


def as_bare(folder: Path, config: str) -> None:
    """A folder that git takes for a bare repository."""
    for inner in ("objects", "refs"):
        (folder / inner).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(config)


@pytest.mark.parametrize(("config", "bare"), [(FSMONITOR, False), (FSMONITOR, True), (REMOTE, False), (REMOTE, True)],
                         ids=["fsmonitor", "bare-fsmonitor", "ext-remote", "bare-ext-remote"])
def test_no_door_of_git_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                trap: Callable[[], bool], config: str, bare: bool) -> None:
    """A repository, or a bare one in a folder of another one, whose own configuration names a program."""
    tree = tmp_path / "tree"
    where = tree / "vendor" if bare else tree / ".git"
    written = config.format(tmp_path / "programs" / "script")
    as_bare(where, written.replace("[core]", "[core]\n\tbare = false\n\tworktree = ..", 1) if bare else written)
    if bare:
        as_bare(tree / ".git", "")
    (where / "hooks").mkdir()
    (where / "hooks" / "post-index-change").symlink_to(tmp_path / "programs" / "script")
    (tree / ".gitattributes").write_text("* filter=run\n")
    (tree / ".gitignore").write_text("out.py\n")
    for name in ("bad.py", "out.py", "vendor/in.py"):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(BAD)
    for folder in (tree, tree / "vendor"):
        monkeypatch.chdir(folder)
        for arguments in (["."], [str(tree)], ["--diff", "."], ["-j2", "."], ["show", "."]):
            cli.main(arguments)
    assert "out.py" not in capsys.readouterr().out
    assert not trap()


def test_the_doors_are_real(tmp_path: Path) -> None:
    """What git itself does in such a tree, so that the test above tells something."""
    marker, script = tmp_path / "was-run", tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    subprocess.run(["git", "init", "-q", "tree"], cwd=tmp_path, check=True)
    (tmp_path / "tree/bad.py").write_text(BAD)
    subprocess.run(["git", "add", "."], cwd=tmp_path / "tree", check=True)
    with open(tmp_path / "tree/.git/config", "a") as stream:
        stream.write(FSMONITOR.format(script))
    ran(tmp_path / "tree", "git", "ls-files", "-o", "-i", "--exclude-standard")
    assert marker.exists()


AUDITED = """
import json, os, sys
PROCESSES = tuple("subprocess. os.exec os.fork os.spawn os.posix_spawn os.system os.startfile pty. socket.".split())
CHANGES = {"os." + name for name in "remove rename rmdir mkdir link symlink truncate chmod chown".split()}
events = []
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        events.append([event, os.path.abspath(os.fsdecode(arguments[0])), arguments[1], arguments[2]])
    elif event.startswith(PROCESSES):
        events.append([event, str(arguments[:1]), None, 0])
    elif event == "exec" and os.path.abspath(arguments[0].co_filename).startswith(os.getcwd()):
        if not arguments[0].co_filename.startswith("<"):
            events.append([event, arguments[0].co_filename, None, 0])
    elif event == "import" and isinstance(arguments[1], str) and arguments[1].startswith(os.getcwd()):
        events.append([event, arguments[1], None, 0])
    elif event in CHANGES:
        events.append([event, os.path.abspath(str(arguments[0])), None, 1])
from flake8_torchstate.command.cli import main
sys.addaudithook(note)
status = main(sys.argv[1:])
sys.stderr.write(json.dumps([status, events]))
"""
INSTALLED = tuple({os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, str(ROOT), *sys.path) if path})


@pytest.mark.parametrize(("arguments", "writes"), [
    (["-j1", "."], False), (["-j1", "--diff", "."], False), (["show", "."], False),
    (["-j1", "--output-format", "json", "."], False), (["-j1", "--fix", "."], True),
], ids=["check", "diff", "show", "json", "fix"])
def test_what_a_run_opens_and_starts(tmp_path: Path, arguments: list[str], writes: bool) -> None:
    """Files of the tree, what is installed, and configuration are read; --fix alone writes, and in the tree alone."""
    tree = tmp_path / "tree"
    net = BAD.replace("import torch\n", "import torch\nfrom .base import Base\nimport os, outside\n")
    for name, text in {
        "pkg/__init__.py": "", "pkg/net.py": net.replace("nn.Module", "Base"), "conftest.py": "raise SystemExit\n",
        "pkg/base.py": GOOD.replace("Net", "Base").replace("self, n", "self, n=1").replace("mask", "other"),
        ".gitignore": "out.py\n", ".git/HEAD": "ref: refs/heads/main\n", ".git/info/exclude": "*.tmp\n",
        "setup.cfg": "[flake8]\n",
    }.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    environment = {**ENVIRONMENT, "HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": ""}
    done = ran(tree, sys.executable, "-c", AUDITED, *arguments, environment=environment)
    status, events = json.loads(done.err[done.err.index("["):])
    assert status == (0 if arguments[0] == "show" or writes else 1), done.err
    configs = {str(folder / name) for folder in tree.parents for name in ("setup.cfg", "tox.ini", ".flake8")}
    for event, path, mode, flags in events:
        real = os.path.realpath(path)
        writing = flags & (os.O_WRONLY | os.O_RDWR) or any(letter in (mode or "") for letter in "wax+")
        if real.startswith(str(tree) + os.sep):
            assert event in ("open", "os.rename", "os.chmod") and (writes or not writing), (event, path)
        else:
            assert event == "open" and not writing, (event, path)
            assert real.startswith(INSTALLED) or real in {*configs, str(tmp_path / "home/.config/git/ignore")}, path
    assert any(path == str(tree / "pkg/base.py") for _, path, _, _ in events), "the hook has seen something"


def test_nothing_is_imported_from_the_current_folder(tmp_path: Path) -> None:
    """Modules that Python's own `-m` doesn't need itself: those it imports before anything of ours runs."""
    (tmp_path / "bad.py").write_text(BAD)
    for module in "json difflib flake8 libcst ast tokenize concurrent multiprocessing configparser argparse".split():
        (tmp_path / f"{module}.py").write_text("open('was-run', 'w')\n")
    assert process(tmp_path, "-j1", "bad.py") == Ended(1, f"bad.py:{LINE}\n", "")
    assert not (tmp_path / "was-run").exists()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="one process does it all there")
def test_nor_by_processes_that_are_not_forked(tmp_path: Path) -> None:
    tree, script = tmp_path / "tree", tmp_path / "script.py"
    tree.mkdir()
    for name in ("a.py", "b.py"):
        (tree / name).write_text(BAD)
    for module in ("multiprocessing", "pickle", "socket"):
        (tree / f"{module}.py").write_text("open('was-run', 'w')\n")
    script.write_text("import multiprocessing, sys\nfrom flake8_torchstate.command.cli import main\n\n"
                      "if __name__ == '__main__':\n    multiprocessing.set_start_method('spawn')\n"
                      "    sys.exit(main(['--isolated', '-j2', 'a.py', 'b.py']))\n")
    assert ran(tree, sys.executable, str(script)) == Ended(1, f"a.py:{LINE}\nb.py:{LINE}\n", "")
    assert not (tree / "was-run").exists()


# --- what isn't a file of code


def odd_files(folder: Path) -> None:
    """Files with the name of code that never end, or are waited for."""
    os.mkfifo(folder / "fifo.py")
    (folder / "zero.py").symlink_to("/dev/zero")
    (folder / "link.py").symlink_to("fifo.py")
    with socket.socket(socket.AF_UNIX) as bound:
        here = os.getcwd()
        os.chdir(folder)  # the path of a socket has few characters
        bound.bind("socket.py")
        os.chdir(here)
    with open(folder / "large.py", "wb") as stream:
        stream.truncate(10 ** 13)


def test_what_is_no_file_is_one_line_each(tmp_path: Path) -> None:
    odd_files(tmp_path)
    (tmp_path / "bad.py").write_text(BAD)
    odd = ("fifo", "link", "socket", "zero")
    said = [f"./{name}.py: error: can't be read: it isn't a regular file" for name in odd]
    said.insert(1, "./large.py: error: can't be read: it has more than 50,000,000 bytes")
    assert process(tmp_path, ".") == Ended(2, f"./bad.py:{LINE}\n", "\n".join(sorted(said)) + "\n")
    assert process(tmp_path, "/dev/zero", "fifo.py").err.count("it isn't a regular file") == 2


def test_the_index_opens_none_of_them(tmp_path: Path) -> None:
    odd_files(tmp_path)
    assert not any_source(str(tmp_path), says_modules)
    for name in ("fifo", "large", "zero", "socket"):
        imports = f"from {name} import *\nfrom {name} import Base\nfrom torch"
        (tmp_path / f"net_{name}.py").write_text(BAD.replace("from torch", imports))
    found = flake8(tmp_path, "--isolated", *(f"net_{name}.py" for name in ("fifo", "large", "zero", "socket")))
    assert found.codes == ["TSM101"] * 4 and found.err == ""


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_a_configuration_that_would_be_waited_for(command: Command, name: str) -> None:
    os.mkfifo(command.folder / name)
    command.write("pkg/bad.py", BAD)
    os.chdir(command.folder / "pkg")
    ended = command("bad.py")
    assert ended.status == 2 and ended.out == "" and ended.err.count("\n") == 1
    assert ended.err.startswith("flake8-torchstate: error: ") and "it isn't a regular file" in ended.err
    assert name in ended.err
    command.write("pkg/setup.cfg", "[flake8]\n")
    assert command("bad.py").status == 1, "the nearest one is taken, and those above it aren't looked at"


# --- encodings


NO_CODE = "utf-16 utf-16-le utf-32 cp037 undefined punycode rot13 bz2 nothing".split()


@pytest.mark.parametrize("encoding", NO_CODE)
def test_encodings_that_no_code_can_have(command: Command, encoding: str) -> None:
    """Python refuses each of them as the declared encoding of a file."""
    text = f"# coding: {encoding}\nx = 1\n"
    with pytest.raises((SyntaxError, UnicodeError)):
        compile(text.encode(), "a.py", "exec")
    command.write("a.py", text)
    command.write("bad.py", BAD)
    ended = command("a.py", "bad.py")
    assert ended.status == 2 and ended.out == f"bad.py:{LINE}\n"
    assert ended.err.startswith("a.py:1:1: error: not valid Python: ") and ended.err.count("\n") == 1


def test_a_base_in_an_encoding_that_nobody_can_read(tmp_path: Path) -> None:
    (tmp_path / "base.py").write_bytes(b"# coding: utf-16\nclass Base: pass\n")
    text = BAD.replace("from torch", "from base import Base\nfrom torch").replace("(nn.Module)", "(Base, nn.Module)")
    (tmp_path / "net.py").write_text(text)
    assert flake8(tmp_path, "--isolated", "net.py").codes == ["TSM101"]


def in_encoding(encoding: str, comment: bytes) -> bytes:
    """A file with a finding in an encoding, and some bytes in a comment."""
    return f"# coding: {encoding}\n".encode() + b"# " + comment + b"\n" + BAD.encode()


@pytest.mark.parametrize(("encoding", "comment"), [
    ("unicode_escape", b"x"), ("raw_unicode_escape", b"\\u0041"), ("utf-7", b"+AGE-"), ("hz", b"a~\nb"),
    ("iso2022_jp", b"\x1b(J\x1b(B"), ("cp950", b"\xf9\xf9"), ("cp932", b"\xfa\x54"),
])
def test_bytes_that_would_not_come_back(command: Command, encoding: str, comment: bytes) -> None:
    """Outside of an edit every byte stays what it is; where that can't be, the file does."""
    data = in_encoding(encoding, comment)
    text = data.decode(encoding)
    assert text.encode(encoding) != data
    path = command.write("a.py", data)
    for option in ("--fix", "--diff"):
        ended = command(option, "a.py")
        assert ended.status == 2 and path.read_bytes() == data
        said = f"since {decoded(data).encoding} can write its text in another way"
        assert ended.err.startswith(f"a.py: error: not fixed: not all of its bytes would stay as they are, {said}\n")
        assert ("TSM101" in ended.out) == (option == "--fix") and "+++" not in ended.out


@pytest.mark.parametrize(("encoding", "comment"), [
    ("hz", b"~{<:Ky2;~}"), ("iso2022_jp", b"\x1b$B$\"\x1b(B"), ("cp950", b"\xa4\xa4"), ("latin-1", b"\xe9"),
    ("utf-8", "é".encode()),
])
def test_bytes_that_do(command: Command, encoding: str, comment: bytes) -> None:
    data = in_encoding(encoding, comment)
    path = command.write("a.py", data)
    assert command("--fix", "a.py").status == 0
    assert path.read_bytes() == data.replace(BAD.encode(), FIXED.encode())


# --- what --fix writes


def test_hard_links_are_refused(command: Command) -> None:
    path = command.write("bad.py", BAD)
    os.link(path, command.folder / "other.txt")
    ended = command("--fix", "bad.py")
    said = "bad.py: error: not fixed: it has 2 names (hard links), and the others would keep the old text\n"
    assert ended.status == 2 and ended.err.startswith(said)
    assert path.read_text() == BAD and path.stat().st_nlink == 2
    with pytest.raises(OSError, match="hard links"):
        write_fixed(str(path), b"")


def test_links_out_of_the_tree_are_refused(command: Command) -> None:
    """Nobody has named what they lead to; a link within, or one that is named itself, is followed."""
    outside = command.write("outside/net.py", BAD)
    tree = command.folder / "tree"
    tree.mkdir()
    (tree / "link.py").symlink_to(outside)
    ended = command("--fix", "tree")
    assert ended.status == 2 and outside.read_text() == BAD
    said = "tree/link.py: error: not fixed: it's a link to a file outside of the folders that were named\n"
    assert ended.err.startswith(said)
    assert command("--fix", "tree/link.py").status == 0
    assert outside.read_text() == FIXED and (tree / "link.py").is_symlink()


def test_two_names_of_one_file_are_fixed_once(command: Command) -> None:
    path = command.write("net.py", BAD)
    (command.folder / "twin.py").symlink_to("net.py")
    assert command("--fix", ".").status == 0 and path.read_text() == FIXED
    assert stat.S_ISLNK(os.lstat(command.folder / "twin.py").st_mode)


# --- output that lies


CONTROLS = "\x1b[2J\x07\r\n\x0b\x85\u2028\u2029\u202e\u2066\x7f\x9b\ud800\udcff"


def test_what_is_shown_is_one_printable_line() -> None:
    assert shown("é, 模型 {i}, 'a\\n'") == "é, 模型 {i}, 'a\\n'"
    assert shown(CONTROLS) == ("\\x1b[2J\\x07\\r\\n\\x0b\\x85\\u2028\\u2029\\u202e\\u2066\\x7f\\x9b\\ud800\\udcff")
    for number in (*range(0x300), *range(0x2000, 0x2070), *range(0xd800, 0xe000), 0xfeff, 0xe0001):
        text = shown(chr(number))
        assert text.isprintable() and (text == chr(number) or text.startswith("\\"))


LYING = HEAD + textwrap.indent("".join(f"{line}\n" for line in (
    r"setattr(self, 'a\nbad.py:1:1: TSM999 false', torch.ones(n))",
    r"setattr(self, '\x1b[2J\x9b1A', torch.ones(n))",
    r"setattr(self, '\ud800\udcff\u202e\u2028', torch.ones(n))",
    r"self.register_buffer('dot.\x1b]0;title\x07\r', torch.ones(n))",
    r"self.d = {'k\n\x1b[31m': nn.Linear(1, 1)}",
    r"self.m = nn.ModuleDict({'keys': nn.Linear(1, 1), 'e\x1b[31m\nf': nn.Linear(1, 1)})",
    r"self.x = None; self.register_buffer('x', torch.ones(len('\x1b[1mé')))",
    "self.y = torch.ones(len('\x1b[2J\x08\u202e'))",
)), "        ")


@pytest.mark.parametrize("arguments", [
    [], ["--show-source"], ["--statistics"], ["-q"], ["--format", "pylint"], ["--diff"], ["--fix", "-"]])
def test_no_finding_prints_what_is_not_printable(command: Command, arguments: list[str]) -> None:
    command.write("bad.py", LYING)
    ended = command("--isolated", *arguments, *([] if "-" in arguments else ["bad.py"]), stdin=LYING.encode())
    texts = ended.err if {"-", "--diff"} & set(arguments) else ended.out + ended.err
    assert texts and all(line.replace("\t", "").isprintable() for line in texts.split("\n"))
    assert "TSM999" not in [line.partition(" ")[2][:6] for line in texts.split("\n")]


def test_nor_through_flake8(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(LYING)
    found = flake8(tmp_path, "--isolated", "bad.py")
    assert found.err == "" and found.status == 1
    assert len(found.codes) == len(found.lines) > 6 and "TSM999" not in found.codes
    assert all(line.isprintable() for line in found.lines)


def test_nor_in_what_show_prints(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_torchstate.command.show.WIDEST", 200)
    monkeypatch.setenv("COLUMNS", "200")
    command.write("bad.py", LYING)
    ended = command("show", "--isolated", "bad.py")
    assert ended.status == 0 and all(line.isprintable() for line in ended.out.split("\n"))
    assert "\n\\x1b[2J\\x9b1A " in ended.out and "\na\\nbad.py:1:1: TSM999 false " in ended.out


def test_json_has_its_own_escapes(command: Command) -> None:
    command.write("bad.py", LYING)
    ended = command("--isolated", "--output-format", "json", "bad.py")
    assert ended.out.isascii() and "\x1b" not in ended.out
    messages = [found["message"] for found in json.loads(ended.out)]
    assert any("'a\nbad.py:1:1: TSM999 false' is a bare tensor" in message for message in messages)
    rows = json.loads(command("show", "--isolated", "--output-format", "json", "bad.py").out)[0]["rows"]
    assert "\x1b[2J\x9b1A" in [row["name"] for row in rows]


@pytest.mark.parametrize("name", [b"a\xff.py", b"a\nb.py:1:1: TSM999 x.py", b"\x1b[2J.py", "\u202ea.py".encode()])
def test_names_of_files(command: Command, name: bytes) -> None:
    """Also of bytes that aren't UTF-8: without escapes they can't be encoded, and flake8's formatter ends the run."""
    Path(os.fsdecode(name)).write_text(BAD)
    ended = command("--isolated", ".")
    assert ended == Ended(1, f"./{shown(os.fsdecode(name))}:{LINE}\n", "")
    assert command("--isolated", "--diff", ".").out.splitlines()[0] == f"--- ./{shown(os.fsdecode(name))}"
    assert json.loads(command("--isolated", "--output-format", "json", ".").out)[0]["path"] == f"./{os.fsdecode(name)}"
    assert all(line.isprintable() for line in command("show", "--isolated", ".").out.split("\n"))
    Path(os.fsdecode(name)).write_text("def f(:\n")
    said = f"./{shown(os.fsdecode(name))}:1:7: error: not valid Python: invalid syntax\n"
    assert command("--isolated", ".") == Ended(2, "", said)
    os.unlink(os.fsdecode(name))


def test_arguments_that_are_names(command: Command) -> None:
    """A shell makes them of `*`: a file may be called like an option, with the terminal's own signs in it."""
    for arguments in (["--\x1b[2J\nx"], ["--select", "\x1b[2J"], ["explain", "\x1b[2J"], ["show", "no\x1b[2J.py:Net"],
                      ["no\x1b[2J\n.py"]):
        ended = command(*arguments)
        assert ended.status == 2 and all(line.isprintable() for line in ended.err.split("\n")), ended.err


def test_a_lone_surrogate_as_a_name() -> None:
    assert codes_of(module_text(r"setattr(self, '\ud800', torch.ones(1))")) == [(9, "TSM101")]


# --- streams and folders


@pytest.mark.parametrize("arguments", [["bad.py"], ["--output-format", "json", "bad.py"], ["--diff", "bad.py"]])
@full
def test_output_that_cannot_be_written(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "bad.py").write_text(BAD)
    assert process(tmp_path, *arguments, shell='exec "$@" > /dev/full') == Ended(
        2, "", "flake8-torchstate: error: the output: No space left on device\n")


@full
def test_errors_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(BAD)
    assert process(tmp_path, "bad.py", "none.py", shell='exec "$@" 2> /dev/full') == Ended(2, f"bad.py:{LINE}\n", "")
    assert process(tmp_path, "bad.py", "none.py", shell='exec "$@" > /dev/full 2>&1') == Ended(2, "", "")


def test_closed_streams(tmp_path: Path) -> None:
    """What would go to stderr must not go to stdout, nor into a file that got its number."""
    (tmp_path / "bad.py").write_text(BAD)
    said = "flake8-torchstate: error: stdout is closed\n"
    assert process(tmp_path, "bad.py", shell='exec "$@" >&-') == Ended(2, "", said)
    assert process(tmp_path, "bad.py", "none.py", shell='exec "$@" 2>&-') == Ended(2, f"bad.py:{LINE}\n", "")
    assert process(tmp_path, "-", shell='exec "$@" <&-') == Ended(2, "", "stdin: error: can't be read: it is closed\n")
    assert process(tmp_path, "--fix", "bad.py", shell='exec "$@" <&- 2>&-') == Ended(0, "", "")
    assert (tmp_path / "bad.py").read_text() == FIXED


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(BAD)
    (tmp_path / "gone").mkdir()
    for arguments in ("bad.py", str(tmp_path / "bad.py")):
        ended = process(tmp_path, arguments, shell='cd gone && rmdir ../gone && exec "$@"')
        said = "flake8-torchstate: error: the current folder is gone: No such file or directory\n"
        assert ended == Ended(2, "", said)
        (tmp_path / "gone").mkdir()


def test_stdin_that_never_ends(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            return len(buffer)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    assert command("-") == Ended(2, "", "stdin: error: can't be read: it has more than 50,000,000 bytes\n")


# --- several processes


@forks
def test_a_killed_process_is_said(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed for its memory, say: the run ends, with status 2, and with what the others have found."""
    checked = Examiner.check

    def dies(self: Examiner, path: str) -> Checked:
        if path.endswith("last.py"):
            time.sleep(1)
            os.kill(os.getpid(), signal.SIGKILL)
        return checked(self, path)

    monkeypatch.setattr(Examiner, "check", dies)
    command.write("bad.py", BAD)
    command.write("last.py", BAD)
    ended = command("--isolated", "-j2", "bad.py", "last.py")
    said = "a process that checks was killed or ended by itself: 1 of 2 files are not checked"
    assert ended == Ended(2, f"bad.py:{LINE}\n", f"flake8-torchstate: error: {said}\n")


@forks
def test_a_machine_that_gives_no_processes(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, *work: Any) -> Any:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refuse)
    command.write("a.py", BAD)
    command.write("b.py", BAD)
    assert command("--isolated", "-j2", "a.py", "b.py") == Ended(1, f"a.py:{LINE}\nb.py:{LINE}\n", "")


HANGING = """
import os, sys, time
from flake8_torchstate.command import check, cli
def hang(self, path):
    with open(f"pid-{os.getpid()}", "w"):
        time.sleep(600)
check.Examiner.check = hang
sys.exit(cli.main(["--isolated", "-j2", "a.py", "b.py"]))
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked for yet doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@forks
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_lives_on(tmp_path: Path, number: signal.Signals) -> None:
    """Whatever ends the first process, the others, which hang here, end with it."""
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(BAD)
    running = subprocess.Popen([sys.executable, "-c", HANGING], cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE,
                               text=True)
    end = time.monotonic() + 60
    while len(list(tmp_path.glob("pid-*"))) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    pids = [int(path.name.removeprefix("pid-")) for path in tmp_path.glob("pid-*")]
    assert len(pids) == 2 and all(map(alive, pids))
    running.send_signal(number)
    error = running.communicate(timeout=60)[1]
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(alive, pids)) and "Traceback" not in error
    if number == signal.SIGINT:
        said = "flake8-torchstate: stopped; every file is either as it was or fixed as a whole\n"
        assert (running.returncode, error) == (2, said)


# --- the editor


@pytest.mark.parametrize("settings", [
    {"perFileIgnores": ["x"]}, {"perFileIgnores": "a.py:TSM"}, {"perFileIgnores": [1]},
    {"perFileIgnores": {"a": "TSM"}}, {"ignore": 3}, {"select": "TSM"}, {"extendSelect": [None]}, {"config": ["a"]},
    {"config": "no.cfg"}, {"config": "\0"},
])
def test_settings_that_say_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture, settings: dict[str, Any]) -> None:
    """One line in the server's log, and no answer: a hook's exception would be a traceback, or the server's end."""
    text = BAD + "\n"
    given = Given(tmp_path, text, flake8=settings)
    assert given.titles(7) == [] and given.hover(7, 14) is None
    assert len(caplog.records) == 2
    for record in caplog.records:
        assert record.getMessage().startswith("flake8-torchstate: ") and record.getMessage().isprintable()
        assert record.exc_info is None
    assert Given(tmp_path, text, flake8={"perFileIgnores": ["b.py:TSM"]}).titles(7) == ["Register 'mask' as a buffer"]


def test_an_editor_whose_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "tree").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert Given(tmp_path / "tree", BAD).titles(7) == ["Register 'mask' as a buffer"]


def test_a_configuration_that_argparse_refuses(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It ends the process of a command, and must not end an editor's server."""
    (tmp_path / "setup.cfg").write_text("[flake8]\njobs = many\n")
    assert Given(tmp_path, BAD).titles(7) == []
    assert [record.getMessage() for record in caplog.records] == ["flake8-torchstate: flake8's settings can't be read"]


def test_a_configuration_that_an_editor_would_wait_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "setup.cfg")
    assert Given(tmp_path, BAD).titles(7) == []


def test_hover_text_is_no_markdown_of_the_code(tmp_path: Path) -> None:
    """A picture of the code's own would be fetched, and a line of marks would end the table."""
    body = "self.mask = torch.ones(len('![x](https://localhost/x)<b>`'))\nsetattr(self, '```', torch.ones(1))\n"
    given = Given(tmp_path, HEAD + textwrap.indent(body, "        "))
    given.config.capabilities = {}
    found = given.hover(7, 14)
    assert found is not None and "TSM101 bare-tensor" in found and "![x]" not in found
    assert Part("![x](https://localhost/x)<b>`", quoted=True).written(True) == "!\\[x\\](https://localhost/x)\\<b\\>\\`"
    assert Part("a ``` b\n````", table=True).written(True) == "`````text\na ``` b\n````\n`````"
    assert Part("a_b", quoted=True).written(False) == "a_b"
