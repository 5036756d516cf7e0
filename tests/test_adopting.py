"""Adopting the command on old code, and what it says where silence would mislead."""
from __future__ import annotations

import ast
import json
import sys

import pytest

from flake8_torchstate.command.check import owner_of
from tests.helpers import flake8
from tests.test_cli import BAD, GOOD, HEAD, Command, Ended, Screen, command

__all__ = ["command"]  # the fixture

# --- comments


STRING = '''\
        self.mask = torch.tensor(len("""a
# noqa in a string
"""))
'''
MANY = HEAD + '''\
        self.a = torch.ones(n)
        self.b = torch.ones(n)  # the mask
        self.c = torch.ones(n)  # noqa: E501, W291
        self.d = torch.tensor(len("""one
two"""), dtype=torch.float32)
        self.e = torch.ones(
            n,
        )
        self.f = torch.ones(\\
            n)
        self.g = [nn.Linear(n, n)]; self.h = torch.ones(n)  # type: ignore
        self.i = torch.ones(n)  # noqa
'''


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_add_noqa(command: Command, end: str) -> None:
    """Each comment stands where flake8 looks for it, names what is silenced beside what it named, and changes no code."""
    path = command.write("many.py", MANY.replace("\n", end))
    assert command("--add-noqa", "many.py") == Ended(0, "", "flake8-torchstate: silenced 8 findings in 1 file\n")
    text = path.read_bytes().decode()
    assert text.count(end) == MANY.count("\n") == text.count("\n")
    lines = text.split(end)
    assert [line.partition("#")[1] + line.partition("#")[2] for line in lines[7:]] == [
        "# noqa: TSM101", "# the mask  # noqa: TSM101", "# noqa: E501, W291,TSM101", "", "# noqa: TSM101", "# noqa: TSM101", "", "", "",
        "# noqa: TSM101", "# type: ignore  # noqa: TSM101,TSM105", "# noqa", ""]
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(MANY))
    assert command("many.py") == Ended(0, "", "") and flake8(command.folder, "--select", "TSM", "many.py").out == ""
    before = path.stat().st_mtime_ns
    assert command("--add-noqa", "many.py").err == "flake8-torchstate: silenced 0 findings in 0 files\n"
    assert path.stat().st_mtime_ns == before


def test_add_noqa_leaves_what_no_comment_silences(command: Command) -> None:
    """flake8 takes the first `# noqa` of a statement's lines, also where a string holds it."""
    text = HEAD + '        self.mask = torch.ones(len("# noqa: E501"))\n'
    path = command.write("odd.py", text)
    ended = command("--add-noqa", "odd.py")
    assert ended.status == 1 and "odd.py:8:9: TSM101" in ended.out and path.read_text() == text


def test_add_noqa_of_stdin_and_as_a_diff(command: Command) -> None:
    added = BAD.replace("(n)\n", "(n)  # noqa: TSM101\n")
    assert command("--add-noqa", "-", stdin=BAD.encode()).out == added
    path = command.write("bad.py", BAD)
    ended = command("--add-noqa", "--diff", "bad.py")
    assert "+        self.mask = torch.ones(n)  # noqa: TSM101\n" in ended.out and path.read_text() == BAD
    assert ended.err == "flake8-torchstate: would silence 1 finding in 1 file\n"


@pytest.mark.parametrize(("text", "number"), [
    (BAD + "\n# flake8: noqa\n", 10), ("# flake8: noqa: E501\n" + BAD, 1), (f'"""Text."""\n# flake8: noqa\n{BAD}', None),
    (f"# flake8: noqa\n{BAD}", None), (GOOD + "# flake8: noqa\n", None),
    (BAD.replace("(n)\n", "(n)  # noqa\n") + "# flake8: noqa\n", None), ("x = (\n# flake8: noqa\n", None),
])
def test_a_comment_that_silences_a_file_is_told(command: Command, text: str, number: int | None) -> None:
    """Where it looks as if less was meant, and where it hides something; flake8 is as silent as before."""
    command.write("bad.py", text)
    ended = command("bad.py")
    assert (ended.status, ended.out) == (0, "") == (0, flake8(command.folder, "--select", "TSM", "bad.py").out)
    assert ended.err == "" if number is None else ended.err.startswith(f"bad.py:{number}: note: '# flake8: noqa' silences the whole file")
    assert number is None or "it hides 1 finding;" in ended.err


# --- baseline


def test_baseline(command: Command) -> None:
    """Findings are known by class, name and code: moved they are known, a second one is new, gone ones are told."""
    command.write("pkg/net.py", BAD)
    arguments = ("--baseline", "base.json", "pkg")
    missing = command(*arguments)
    assert missing.status == 2 and "there is no file base.json: --write-baseline writes it" in missing.err
    assert command(*arguments, "--write-baseline") == Ended(0, "", "flake8-torchstate: 1 finding written to base.json\n")
    assert json.loads((command.folder / "base.json").read_text()) == [
        {"path": "pkg/net.py", "class": "Net", "name": "mask", "code": "TSM101", "count": 1}]
    assert command(*arguments) == Ended(0, "", "")
    command.write("pkg/net.py", "\n\n" + BAD + "        self.other = torch.ones(n)\n")
    moved = command(*arguments)
    assert moved.status == 1 and moved.out.startswith("pkg/net.py:11:9: TSM101 'other'") and moved.out.count("TSM101") == 1
    command.write("pkg/net.py", GOOD)
    gone = command(*arguments)
    assert gone.status == 0 and gone.err.splitlines() == [
        "pkg/net.py: TSM101 of Net.mask is gone", "flake8-torchstate: --write-baseline takes what is gone out of base.json"]
    assert command(*arguments, "--select", "TSM2").err == "", "of what wasn't looked for nothing is told"
    (command.folder / "pkg/net.py").unlink()
    command.write("pkg/new.py", GOOD)
    assert "pkg/net.py: TSM101 of Net.mask is gone" in command(*arguments).err


def test_baseline_of_a_part(command: Command) -> None:
    """What a run didn't look at stays in the file."""
    for name in ("a.py", "b.py"):
        command.write(name, BAD)
    command("--baseline", "base.json", "--write-baseline", ".")
    command.write("a.py", GOOD)
    assert command("--baseline", "base.json", "b.py") == Ended(0, "", "")
    command("--baseline", "base.json", "--write-baseline", "a.py")
    assert [entry["path"] for entry in json.loads((command.folder / "base.json").read_text())] == ["b.py"]


@pytest.mark.parametrize("text", ["{", "[1]", '[{"path": "a"}]', "3"])
def test_what_is_no_baseline(command: Command, text: str) -> None:
    command.write("base.json", text)
    ended = command("--baseline", "base.json", ".")
    assert ended.status == 2 and ended.err == "flake8-torchstate: error: --baseline: base.json is no baseline: --write-baseline writes one\n"


def test_owners() -> None:
    tree = ast.parse("def f():\n    class A:\n        class B:\n            def g(self):\n                pass\n    x = 1\ny = 2\n")
    assert [owner_of(tree, line) for line in (1, 2, 3, 5, 6, 7)] == ["f", "f.A", "f.A.B", "f.A.B", "f", ""]


def test_statistics(command: Command) -> None:
    command.write("many.py", MANY)
    out = command("--statistics", "-qq", "many.py").out.splitlines()
    assert out == ["7     TSM101 bare-tensor           fixable: 6 by --fix, 1 by --unsafe-fixes",
                   "1     TSM105 modules-in-container  fixable: 1 by --unsafe-fixes"]


# --- what people type first


@pytest.mark.parametrize(("arguments", "meant"), [
    (["fix", "src"], "flake8-torchstate --fix src"), (["rule", "TSM101"], "flake8-torchstate explain TSM101"),
    (["help"], "flake8-torchstate --help"), (["lint", "a b.py"], "flake8-torchstate check 'a b.py'"),
    (["explian", "TSM101"], "flake8-torchstate explain TSM101"), (["version"], "flake8-torchstate --version"),
])
def test_words_that_are_no_commands(command: Command, arguments: list[str], meant: str) -> None:
    said = f"flake8-torchstate: error: there is neither a command nor a file {arguments[0]}: did you mean '{meant}'?\n"
    assert command(*arguments) == Ended(2, "", said)
    command.write(f"{arguments[0]}/a.py", GOOD)
    assert command(arguments[0]) == Ended(0, "", ""), "a folder of that name is one"


@pytest.mark.parametrize(("option", "said"), [
    ("--no-cache", "there is no option --no-cache (nothing is cached)"), ("--preview", "(did you mean --extend-select TSM9?)"),
    ("--output-fromat=json", "there is no option --output-fromat (did you mean --output-format"),
    ("--torchstate-root=x", None), ("--torchstate-bases=x", "(did you mean --torchstate-module-bases"),
])
def test_options_that_do_not_exist(command: Command, option: str, said: str | None) -> None:
    ended = command(option)
    assert ended.status == 2 and ended.err.count("\n") == 1
    assert said is None or said in ended.err


def test_names_of_rules(command: Command) -> None:
    command.write("bad.py", BAD)
    for flag, name, found in (("--select", "bare-tensor", 1), ("--select", "Shadowed", 0), ("--ignore", "bare-tensor", 0),
                              ("--extend-ignore", "bare-tensor", 0), ("--extend-select", "late-tensor", 1)):
        assert command(flag, name, "bad.py").status == found, flag
    assert command("--ignore", "E501,ABCD1234,W", "bad.py").status == 1, "codes of other plugins may be ignored"
    assert "no rule has the code bare-tensr (did you mean TSM101," in command("--ignore", "bare-tensr", ".").err


def test_help_begins_with_our_own(command: Command) -> None:
    text = command("--help").out
    assert text.index("--output-format") < text.index("--fix ") < text.index("--baseline") < text.index("--verbose")


def test_show_settings(command: Command) -> None:
    command.write("setup.cfg", "[flake8]\nextend-ignore = TSM106\ntorchstate-init-methods = setup\n")
    out = command("--show-settings", "--select", "TSM1").out.splitlines()
    assert out[0] == f"config file: {command.folder / 'setup.cfg'}"
    assert out[1].startswith("rules: TSM101, TSM102") and "TSM106" not in out[1] and "TSM2" not in out[1]
    assert "torchstate_init_methods = ['setup']" in out and "fix = False" in out


NEWCOMER = """\
.|check|check src|check src --select E|--select TSM1 src|--select bare-tensor src|--ignore TSM101 src|--select ALL src|fix src
--diff src|format src|rule TSM101|explain TSM101|explain bare-tensor|explain TSM999|linter|help|--help|version|--version|-V
config|--show-settings|--show-files|--show-fixes|--no-cache src|--statistics src|--output-format json src|clean
--output-format full src|--output-format sarif -o x src|--exit-zero src|-e src|--quiet src|--silent src|--add-noqa --diff src
--preview src|--target-version py311 src|--watch|--per-file-ignores src/bad.py:TSM src|--config pyproject.toml src|sr
--line-length 100 src|nothere.py|--baseline b.json src|--unsafe-fixes src|--fix-only src|--exclude src .|show src"""


def test_what_a_user_of_ruff_types(command: Command) -> None:
    """Each is answered: by findings, by what was asked for, or by a line that says what is wrong with it."""
    lines = [line for row in NEWCOMER.splitlines() for line in row.split("|")]
    assert len(lines) >= 40
    command.write("src/bad.py", BAD)
    for line in lines:
        ended = command(*line.split())
        assert ended.status in (0, 1, 2) and "Traceback" not in ended.err, line
        assert ended.out or ended.err or "per-file" in line or "--ignore" in line, f"{line}: silence"
        assert (ended.status == 2) is ("error: " in ended.err), line


# --- silence that would mislead


@pytest.mark.parametrize(("config", "said"), [
    ("torchstate-module-base = a.B", "setup.cfg: there is no option torchstate-module-base (did you mean torchstate-module-bases"),
    ("torchstate_rots = a", "setup.cfg: there is no option torchstate_rots (did you mean torchstate-roots"),
    ("select = TSM777", "setup.cfg: select: no rule has the code TSM777 ("), ("extend-ignore = E501,TSM777", "setup.cfg: extend-ignore: no rule"),
    ("per-file-ignores = a.py: TSM777", "per-file-ignores: no rule has the code TSM777 ("),
    ("torchstate-roots = nowhere", "--torchstate-roots: there is no folder "),
])
def test_settings_that_say_nothing(command: Command, config: str, said: str) -> None:
    command.write("setup.cfg", f"[flake8]\n{config}\n")
    command.write("bad.py", BAD)
    ended = command("bad.py")
    assert ended.status == 2 and ended.out == "" and ended.err.startswith("flake8-torchstate: error: ")
    assert said in ended.err and ended.err.count("\n") == 1
    assert command("--isolated", "bad.py").status == 1


def test_flake8s_table_in_pyproject_is_not_read(command: Command) -> None:
    command.write("bad.py", BAD)
    command.write("pyproject.toml", '[tool.flake8]\nextend-ignore = ["TSM"]\n')
    ended = command("bad.py")
    assert ended.status == 1 and ended.err == (
        "pyproject.toml: note: [tool.flake8] isn't read here: put it into .flake8 or setup.cfg as [flake8], "
        "or call it [tool.flake8-torchstate]\n")
    assert command("--isolated", "bad.py").err == command("-qq", "bad.py").err == ""
    command.write("pyproject.toml", "what is [this\n")
    assert command("bad.py").err == ""


def test_a_clean_run_on_a_terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command.write("a.py", GOOD)
    command.write("b.py", GOOD)
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    command(".")
    assert screen.getvalue() == "flake8-torchstate: no findings in 2 files\n"


def test_folders_of_others_are_passed_by(command: Command) -> None:
    """By their names, unless one is named or --exclude says what to leave out; `build` and `dist` only without git."""
    names = (".venv/lib", "venv", "a/node_modules", ".tox", "x/site-packages", "build", "dist")
    for name in names:
        command.write(f"{name}/bad.py", BAD)
    command.write("good.py", GOOD)
    assert command(".") == Ended(0, "", "")
    assert command("build", "a/node_modules").out.count("TSM101") == 2
    assert command("--exclude", ".tox", ".").out.count("TSM101") == len(names) - 1
    command.write(".git/HEAD", "ref: refs/heads/main\n")
    assert [line.partition(":")[0] for line in command(".").out.splitlines()] == ["./build/bad.py", "./dist/bad.py"]
