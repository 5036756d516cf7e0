"""The plugin inside of real flake8 runs: places, noqa, options, odd files, and what it must not do."""
from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest
from flake8.exceptions import PluginExecutionFailed
from flake8.main.application import Application

from flake8_torchstate.config import OPTIONS, Config
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.version import VERSION
from tests.helpers import CASES, Run, dedent, flake8

NN = "import torch\nfrom torch import nn\n"
INIT = "    def __init__(self, x=0):\n        super().__init__()\n"
HEAD = f"{NN}\n\nclass M(nn.Module):\n{INIT}"
LOSES = HEAD + "        self.t = torch.zeros(1)\n"
AFTER = "; self.t = torch.zeros(1)\n"
CLASS = f"{NN}class M(nn.Module):\n"
Places = list[tuple[int, int, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with a configuration of its own, so that no other one is looked for."""
    (tmp_path / ".flake8").write_text("[flake8]\n", encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- it's there


def test_version_names_the_plugin(folder: Path) -> None:
    assert f"flake8-torchstate: {VERSION}" in flake8(folder, "--version").out


def test_help_shows_every_option(folder: Path) -> None:
    text = flake8(folder, "--help").out
    assert all(option.flag in text for option in OPTIONS)


def test_runs_by_default(folder: Path) -> None:
    """Without any selection its codes are on, beside flake8's own."""
    write(folder, "net.py", LOSES + "import os\n")
    run = flake8(folder, "net.py", select=None)
    assert {"TSM101", "F401"} <= set(run.codes)
    assert run.status == 1


def test_clean_file(folder: Path) -> None:
    write(folder, "net.py", HEAD + "        self.x = torch.get_num_threads()\n")
    run = flake8(folder, "net.py", select=None)
    assert (run.status, run.out, run.err) == (0, "", "")


def test_plugin_can_be_required(folder: Path) -> None:
    assert flake8(folder, "--require-plugins=flake8-torchstate", ".").status == 0


# --- places: a file's bytes, and the line and 1-based column of each finding

PLACES: dict[str, tuple[str | bytes, Places]] = {
    "spaces": (LOSES, [(8, 9, "TSM101")]),
    "tabs": (LOSES.replace("    ", "\t"), [(8, 3, "TSM101")]),
    "crlf": (LOSES.replace("\n", "\r\n"), [(8, 9, "TSM101")]),
    "cr": (LOSES.replace("\n", "\r"), [(8, 9, "TSM101")]),
    "mixed_ends": (LOSES.replace("nn\n", "nn\r\n"), [(8, 9, "TSM101")]),
    "no_last_newline": (LOSES.rstrip("\n"), [(8, 9, "TSM101")]),
    "bom": ("\ufeff" + LOSES, [(8, 9, "TSM101")]),
    "bom_and_one_line_class": ("\ufeff" + NN + "class M(nn.Module): t = torch.ones(1)\n",
                               [(3, 21, "TSM101")]),
    "latin_1": (("# coding: latin-1\n" + HEAD + '        a = "äö"' + AFTER).encode("latin-1"),
                [(9, 19, "TSM101")]),
    "not_ascii": (HEAD + '        a = "äöü – €"' + AFTER, [(8, 24, "TSM101")]),
    "not_ascii_name": (HEAD + "        µ = 1; self.größe = torch.zeros(1)\n", [(8, 16, "TSM101")]),
    "wide": (HEAD + '        a = "😀日本"' + AFTER, [(8, 20, "TSM101")]),
    "not_ascii_above": (LOSES.replace("import torch\n", "import torch  # äöü €\n"), [(8, 9, "TSM101")]),
    "form_feed_line": (LOSES.replace("\n\n\n", "\n\f\n\n"), [(8, 9, "TSM101")]),
    "form_feed_before_class": (LOSES.replace("class", "\fclass"), [(8, 9, "TSM101")]),
    "separators_in_a_string": (LOSES.replace("x=0", "x='\u2028 \u2029 \x85 \x1c \x0b \x0c'"),
                               [(8, 9, "TSM101")]),
    "separators_on_the_line": (HEAD + '        a = "\u2028\x85\x1c"' + AFTER,
                               [(8, 20, "TSM101")]),
    "separators_in_a_comment": (LOSES.replace("import torch\n", "import torch  # \u2028 \x0c x\n"),
                                [(8, 9, "TSM101")]),
    "backslash": (HEAD + "        self.t = \\\n            torch.zeros(1)\n", [(8, 9, "TSM101")]),
    "backslash_in_front": (HEAD + "        x = 1; \\\n            self.t = torch.zeros(1)\n",
                           [(9, 13, "TSM101")]),
    "over_lines": (HEAD + "        self.t = torch.zeros(\n            1,\n        )\n", [(8, 9, "TSM101")]),
    "semicolon": (LOSES.replace("()\n        self", "(); self"), [(7, 29, "TSM101")]),
    "two_on_a_line": (HEAD + "        self.a = torch.zeros(1); self.b = torch.ones(1)\n",
                      [(8, 9, "TSM101"), (8, 34, "TSM101")]),
    "one_line_if": (HEAD + "        if x: self.a = torch.zeros(1)\n", [(8, 15, "TSM101")]),
    "one_line_else": (HEAD + "        if x: pass\n        else: self.a = torch.zeros(1)\n",
                      [(9, 15, "TSM101")]),
    "one_line_def": (CLASS + "    def __init__(self): super().__init__(); self.t = torch.zeros(1)\n",
                     [(4, 45, "TSM101")]),
    "one_line_class": (NN + "class M(nn.Module): t = torch.zeros(1)\n", [(3, 21, "TSM101")]),
    "class_body": (CLASS + "    x = 1; t = torch.zeros(1)\n", [(4, 12, "TSM101")]),
    "comment_above": (HEAD + "        # a comment\n\n        self.t = torch.zeros(1)\n", [(10, 9, "TSM101")]),
    "comment_dedented": (HEAD + "# a comment\n        self.t = torch.zeros(1)\n", [(9, 9, "TSM101")]),
    "decorated_init": (LOSES.replace("    def", "    @torch.no_grad()\n    @(lambda f: f)\n    def"),
                       [(10, 9, "TSM101")]),
    "decorated_method": (CLASS + "    @property\n    def f(self):\n        return nn.Linear(2, 2)\n",
                         [(6, 9, "TSM108")]),
    "decorated_class": (f"from dataclasses import dataclass\n{NN}@dataclass(\n    eq=False,\n)\n"
                        "class M(nn.Module):\n    size: int = 1\n", [(7, 1, "TSM302")]),
    "class_in_function": (NN + "def f():\n  class M(nn.Module):\n    def __init__(self):\n"
                          "      super().__init__()\n      self.t = torch.zeros(1)\n", [(7, 7, "TSM101")]),
    "class_in_init": (HEAD + "        class N(nn.Module):\n            t = torch.zeros(1)\n",
                      [(9, 13, "TSM101")]),
    "class_under_if": (NN + "if torch:\n    class M(nn.Module):\n        t = torch.zeros(1)\n",
                       [(5, 9, "TSM101")]),
    "string_over_lines": (HEAD + '        a = """\n  self.t = torch.zeros(1)\n"""' + AFTER,
                          [(10, 6, "TSM101")]),
    "misspelt": (CLASS + "    def _init_(self):\n        super().__init__()\n",
                 [(4, 5, "TSM306")]),
    "default_argument": (CLASS + "    def __init__(\n        self,\n        layer=nn.Linear(2, 2),\n    ):\n"
                         "        super().__init__()\n        self.layer = layer\n", [(6, 9, "TSM107")]),
}


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run over all of these files."""
    folder = tmp_path_factory.mktemp("places")
    (folder / ".flake8").write_text("[flake8]\n", encoding="utf-8")
    for name, (content, _) in PLACES.items():
        write(folder, f"{name}.py", content)
    run = flake8(folder, ".")
    assert run.err == ""
    return run


@pytest.mark.parametrize("name", PLACES)
def test_place(placed: Run, name: str) -> None:
    assert [place[1:] for place in placed.places if place[0] == f"{name}.py"] == PLACES[name][1]


def test_show_source_points_at_the_statement(folder: Path) -> None:
    write(folder, "net.py", LOSES)
    assert flake8(folder, "--show-source", "net.py").out.splitlines()[1:] == [
        "        self.t = torch.zeros(1)", "        ^"]


# --- noqa, selection


NOQA = [
    ("self.t = torch.zeros(1)  # noqa", []),
    ("self.t = torch.zeros(1)  # noqa: TSM101", []),
    ("self.t = torch.zeros(1)  # noqa: E501,TSM101", []),
    ("self.t = torch.zeros(1)  # noqa: TSM1", []),
    ("self.t = torch.zeros(1)  # noqa: TSM102", ["TSM101"]),
    ("self.t = torch.zeros(1)  # NoQA:TSM101", []),
    ("self.t = torch.zeros(  # noqa: TSM101\n            1)", []),
    ("self.t = torch.zeros(\n            1)  # noqa: TSM101", ["TSM101"]),
    ("# noqa: TSM101\n        self.t = torch.zeros(1)", ["TSM101"]),
    ("self.t = torch.tensor([ord(c) for c in '''a\n'''])  # noqa: TSM101", []),
    ("self.t = \\\n            torch.zeros(1)  # noqa: TSM101", []),
]


@pytest.fixture(scope="module")
def excused(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run over a file for each of these statements."""
    folder = tmp_path_factory.mktemp("noqa")
    (folder / ".flake8").write_text("[flake8]\n", encoding="utf-8")
    for number, (statement, _) in enumerate(NOQA):
        write(folder, f"f{number}.py", f"{HEAD}        {statement}\n")
    return flake8(folder, ".")


@pytest.mark.parametrize("number", range(len(NOQA)))
def test_noqa(excused: Run, number: int) -> None:
    assert [place[-1] for place in excused.places if place[0] == f"f{number}.py"] == NOQA[number][1]


def test_noqa_can_be_disabled(folder: Path) -> None:
    write(folder, "net.py", LOSES.replace("(1)", "(1)  # noqa"))
    assert flake8(folder, "--disable-noqa", ".").codes == ["TSM101"]


TWO = HEAD + "        self.t = torch.zeros(1)\n        self.m = [nn.Linear(1, 1)]\n"
LATE = HEAD + "\n    def reset(self):\n        self.t = torch.zeros(1)\n"


@pytest.mark.parametrize("settings, arguments, codes", [
    ("", [], ["TSM101", "TSM105"]),
    ("select = TSM101", [], ["TSM101"]),
    ("select = TSM", [], ["TSM101", "TSM105"]),
    ("select = E,F,TSM105", [], ["TSM105"]),
    ("ignore = TSM105", [], ["TSM101"]),
    ("extend-ignore = TSM1", [], []),
    ("ignore = E501", [], ["TSM101", "TSM105"]),
    ("per-file-ignores = net.py: TSM105", [], ["TSM101"]),
    ("per-file-ignores =\n    other.py: TSM105\n    *.py: TSM101", [], ["TSM105"]),
    ("exclude = net.py", [], []),
    ("", ["--select=TSM101"], ["TSM101"]),
    ("", ["--extend-ignore=TSM101"], ["TSM105"]),
    ("", ["--per-file-ignores=net.py:TSM"], []),
    ("", ["--select=E"], []),
])
def test_selection(folder: Path, settings: str, arguments: list[str], codes: list[str]) -> None:
    write(folder, "net.py", TWO)
    write(folder, ".flake8", f"[flake8]\n{settings}\n")
    assert flake8(folder, *arguments, ".", select=None).codes == codes


@pytest.mark.parametrize("settings, arguments, codes", [
    ("", [], []),
    ("", ["--select=TSM"], []),
    ("select = TSM", [], []),
    ("ignore = E501", [], []),
    ("extend-select = TSM", [], []),
    ("", ["--select=TSM9"], ["TSM901"]),
    ("", ["--select=TSM901"], ["TSM901"]),
    ("", ["--select=TSM,TSM90"], ["TSM901"]),
    ("", ["--extend-select=TSM9"], ["TSM901"]),
    ("", ["--extend-select=TSM902"], []),
    ("extend-select = TSM901", [], ["TSM901"]),
    ("extend-select =\n    TSM901\n    TSM902", [], ["TSM901"]),
    ("select = E,TSM901", [], ["TSM901"]),
    ("select = TSM9\nignore = TSM901", [], []),
])
def test_off_by_default(folder: Path, settings: str, arguments: list[str], codes: list[str]) -> None:
    """They run only where they are chosen by more than the prefix of all."""
    write(folder, "net.py", LATE)
    write(folder, ".flake8", f"[flake8]\n{settings}\n")
    assert flake8(folder, *arguments, ".", select=None).codes == codes


# --- options


OPTIONAL = dedent("""
    import torch
    from torch import nn
    from elsewhere.trunk import Trunk
    from mylib import Base, make


    class A(Base):
        def __init__(self):
            super().__init__()
            self.of_base = torch.zeros(1)


    class B(nn.Module):
        def __init__(self):
            super().__init__()
            self.of_function = make(3)

        def setup(self):
            self.of_method = torch.zeros(1)


    class C(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.arange(3)


    class D(Trunk):
        def __init__(self):
            super().__init__()
            self.of_root = torch.zeros(1)
""")
TRUNK = "from torch import nn\n\n\nclass Trunk(nn.Module):\n    pass\n"
EFFECTS = {
    "--torchstate-module-bases": ("mylib.Base", "'of_base' is a bare tensor"),
    "--torchstate-tensor-functions": ("mylib.make", "'of_function' is a bare tensor"),
    "--torchstate-init-methods": ("setup", "'of_method' is a bare tensor"),
    "--torchstate-roots": ("deps/one", "'of_root' is a bare tensor"),
    "--torchstate-buffer-style": ("nn.Buffer", "self.table = nn.Buffer(torch.arange(3), persistent=False)"),
}


@pytest.fixture
def optional(folder: Path) -> Path:
    """A folder with a file in which each option has something to say."""
    write(folder, "net.py", OPTIONAL)
    write(folder, "deps/one/elsewhere/__init__.py", "")
    write(folder, "deps/one/elsewhere/trunk.py", TRUNK)
    return folder


def effects(run: Run) -> set[str]:
    """The options whose effect is in the output."""
    return {flag for flag, (_, text) in EFFECTS.items() if text in run.out}


def test_every_option_has_an_effect() -> None:
    assert {option.flag for option in OPTIONS} == {*EFFECTS, "--torchstate-debug"}


def test_no_effect_without_options(optional: Path) -> None:
    run = flake8(optional, ".")
    assert effects(run) == set()
    assert 'self.register_buffer("table", torch.arange(3), persistent=False)' in run.out


@pytest.mark.parametrize("flag", EFFECTS)
def test_option_on_the_command_line(optional: Path, flag: str) -> None:
    assert effects(flake8(optional, f"{flag}={EFFECTS[flag][0]}", ".")) == {flag}


@pytest.mark.parametrize("file", ["setup.cfg", "tox.ini", ".flake8"])
def test_options_in_a_file(optional: Path, file: str) -> None:
    (optional / ".flake8").unlink()
    rows = [f"{flag.strip('-')} = {value}" for flag, (value, _) in EFFECTS.items()]
    write(optional, file, "\n".join(["[flake8]", *rows, ""]))
    assert effects(flake8(optional, ".")) == set(EFFECTS)


@pytest.mark.parametrize("value", ["other.Base,mylib.Base", "other.Base, mylib.Base",
                                   "\n    other.Base\n    mylib.Base",
                                   "\n    other.Base,\n    mylib.Base,"])
def test_lists_of_names(optional: Path, value: str) -> None:
    write(optional, ".flake8", f"[flake8]\ntorchstate_module_bases = {value}\n")
    assert effects(flake8(optional, ".")) == {"--torchstate-module-bases"}


@pytest.mark.parametrize("settings, arguments", [
    ("", ["--torchstate-buffer-style=buffer"]),
    ("torchstate-buffer-style = buffer", []),
])
def test_unknown_buffer_style(optional: Path, settings: str, arguments: list[str]) -> None:
    """The error names the option, the value and what it may be; there is no traceback."""
    write(optional, ".flake8", f"[flake8]\n{settings}\n")
    run = flake8(optional, *arguments, ".")
    said = run.out + run.err
    assert run.status != 0
    assert "Traceback" not in said
    assert any(all(word in line for word in ("--torchstate-buffer-style", "'buffer'", "register_buffer",
                                             "nn.Buffer"))
               for line in said.splitlines())


# --- ways to run it


def test_two_processes_say_the_same(folder: Path) -> None:
    shutil.copytree(CASES / "bugs", folder / "bugs")
    one, two = flake8(folder, "-j1", "."), flake8(folder, "-j2", ".")
    assert len(one.lines) > 50
    assert one.out == two.out
    assert (one.err, two.err) == ("", "")


@pytest.mark.slow
def test_hash_seeds_do_not_matter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets of strings are in another order in each process; findings aren't."""
    for path in sorted((CASES / "rules").glob("TSM2*.py")):
        shutil.copy(path, folder)
    runs: list[str] = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        runs.append(flake8(folder, "-j2", ".").out)
    assert runs[0] == runs[1] != ""


def test_standard_input(folder: Path) -> None:
    run = flake8(folder, "--stdin-display-name=models/net.py", "-", stdin=LOSES.encode())
    assert run.places == [("models/net.py", 8, 9, "TSM101")]
    crlf = flake8(folder, "-", stdin=b"\xef\xbb\xbf" + LOSES.replace("\n", "\r\n").encode())
    assert crlf.places == [("stdin", 8, 9, "TSM101")]


def test_standard_input_in_another_encoding(folder: Path) -> None:
    text = "# coding: latin-1\n" + HEAD + '        a = "\xe4"; self.t = torch.zeros(1)\n'
    assert flake8(folder, "-", stdin=text.encode("latin-1")).places == [("stdin", 9, 18, "TSM101")]


def test_json_can_be_made_of_it(folder: Path) -> None:
    """A one-line format with quotes in it stays one line a finding."""
    write(folder, "net.py", TWO)
    run = flake8(folder, "--format=%(code)s\t%(row)d\t%(text)s", ".")
    assert [line.split("\t")[0] for line in run.lines] == ["TSM101", "TSM105"]
    assert all(json.loads(json.dumps(line)) == line for line in run.lines)


# --- odd files


def test_empty_files(folder: Path) -> None:
    for name, content in (("empty", b""), ("newline", b"\n"), ("bom", b"\xef\xbb\xbf"),
                          ("comment", b"# class M(nn.Module)"),
                          ("spaces", b"   \n\t\n"), ("carriage_return", b"\r")):
        write(folder, f"{name}.py", content)
    run = flake8(folder, ".")
    assert (run.out, run.err) == ("", "")


def test_syntax_error(folder: Path) -> None:
    """E999 is flake8's to say; the other file keeps its finding."""
    write(folder, "broken.py", LOSES + "class :\n")
    write(folder, "net.py", LOSES)
    run = flake8(folder, "--extend-select=E9", ".", select=None)
    assert [place for place in run.places if place[0] == "broken.py"][0][-1] == "E999"
    assert [place for place in run.places if place[-1].startswith("TSM")] == [("net.py", 8, 9, "TSM101")]


def test_bytes_that_are_no_text(folder: Path) -> None:
    # without NUL, of which flake8 itself dies on some Pythons
    write(folder, "binary.py", bytes(range(1, 256)) * 4)
    write(folder, "not_utf8.py", LOSES.encode() + b"# \xff\xfe\n")
    write(folder, "unknown_encoding.py", b"# coding: klingon\n" + LOSES.encode())
    write(folder, "net.py", LOSES)
    run = flake8(folder, ".")
    assert [place for place in run.places if place[0] == "net.py"] == [("net.py", 8, 9, "TSM101")]
    assert "TSM000" not in run.codes
    assert "Traceback" not in run.err


def test_unreadable_file(folder: Path) -> None:
    path = write(folder, "secret.py", LOSES)
    write(folder, "net.py", LOSES)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user can read everything")
    run = flake8(folder, ".")
    assert [place[0] for place in run.places if place[-1] == "TSM101"] == ["net.py"]


# pyflakes itself ends flake8 with a RecursionError from about 300 levels on: deeper code is in test_rules.py
HARD = {
    "lists": "self.x = " + "[" * 95 + "]" * 95,
    "lists_too_deep_for_python": "self.x = " + "[" * 3000 + "]" * 3000,
    "calls": "self.x = x" + "(1)" * 200,
    "chain": "self.x = x" + ".f(1)" * 150,
    "sum": "self.x = " + "+".join(["x"] * 250),
    "elif": "if x == 0:\n    pass\n" + "".join(f"elif x == {i}:\n    pass\n" for i in range(1, 250)),
    "not": "self.x = " + "not " * 250 + "x",
    "lambda": "self.x = " + "lambda: " * 80 + "1",
    "if_in_if": "".join(" " * i + "if x:\n" for i in range(90)) + " " * 90 + "self.t = x",
    "list": "self.x = torch.tensor([" + ", ".join(map(str, range(3_000))) + "])",
    "long_list": "self.x = torch.tensor([" + ", ".join(map(str, range(25_000))) + "])",
    "long_dict": "self.x = {" + ", ".join(f"'k{i}': {i}" for i in range(5_000)) + "}",
    "long_string": "self.x = " + repr("x" * 500_000),
    "long_number": "self.x = 1" + "0" * 4000,
    "many_statements": "".join(f"self.a{i} = {i}\n" for i in range(3_000)),
    "many_branches": "".join(f"if x > {i}:\n    self.a{i % 7} = torch.zeros({i})\n" for i in range(200)),
    "many_conditions": "".join(f"if c{i}:\n    self.t = torch.zeros({i})\n" for i in range(60)),
    "many_targets": " = ".join(f"self.a{i}" for i in range(500)) + " = 1",
}


def tokens_copy_their_line() -> bool:
    """Whether this Python's tokenize, which flake8 runs on each file, gives each token a copy of its line.

    3.12.0 to 3.12.3 do. It takes gigabytes for one line of many tokens, with no plugin at all, and is mended in 3.12.4.
    """
    tokens = list(tokenize.generate_tokens(io.StringIO("self.x = [1, 2, 3]\n").readline))
    return tokens[0].line is not tokens[1].line


@pytest.mark.slow
def test_hard_files(folder: Path) -> None:
    """TSM000 or what is true of such a file, never a crash, and other files keep their findings."""
    arguments = "x, " + ", ".join(f"c{i}=0" for i in range(60))
    for name, body in HARD.items():
        if name in ("long_list", "long_dict") and tokens_copy_their_line():
            body = body.replace(", ", ",\n        ")
        block = "".join(f"        {line}\n" for line in body.splitlines())
        write(folder, f"hard_{name}.py", HEAD.replace("x=0", arguments) + block)
    write(folder, "a.py", LOSES)
    write(folder, "z.py", LOSES)
    run = flake8(folder, "-j2", ".")
    assert "Traceback" not in run.err and "critical error" not in run.out + run.err
    found = run.places
    assert [place for place in found if not place[0].startswith("hard_")] == [
        ("a.py", 8, 9, "TSM101"), ("z.py", 8, 9, "TSM101")]
    assert ("hard_list.py", 8, 9, "TSM101") in found
    for line in run.lines:
        if "TSM000" in line:
            assert "nested too deeply" in line or "steps to follow" in line, line


# --- what it must not do


SPY = """
import sys
from flake8.main.cli import main
main(["--isolated", "--select=TSM", "-j1", *sys.argv[1:]])
print(sorted(name for name in sys.modules if name.split(".")[0] in ("torch", "libcst", "net")))
"""


def spy(folder: Path, *arguments: str) -> tuple[list[str], str]:
    """The output of a flake8 run in a process that tells afterwards what it imported."""
    path = os.pathsep.join(filter(None, [str(folder / "traps"), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", SPY, *arguments], cwd=folder, capture_output=True, text=True,
                          env=environment, timeout=120, check=False)
    *out, modules = done.stdout.splitlines()
    assert done.stderr == ""
    return out, modules


def test_neither_torch_nor_the_code_is_imported(folder: Path) -> None:
    """A torch that can't be imported, and a file that leaves a trace when it runs, go unnoticed."""
    write(folder, "traps/torch/__init__.py", "raise SystemExit('torch was imported')\n")
    write(folder, "net.py", LOSES + "open('ran', 'w')\n")
    out, modules = spy(folder, "net.py")
    assert len(out) == 1 and "TSM101" in out[0]
    assert "'torch" not in modules and "'net'" not in modules
    assert not (folder / "ran").exists()


def test_libcst_is_imported_only_where_there_are_classes(folder: Path) -> None:
    write(folder, "plain.py", "import torch\n\n\ndef f(x):\n    return torch.zeros(x)\n")
    assert spy(folder, "plain.py") == ([], "[]")


def test_nothing_is_written(folder: Path) -> None:
    path = write(folder, "net.py", LOSES)
    before = path.stat()
    flake8(folder, ".")
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size,
                                                                   after.st_ino)
    assert sorted(p.name for p in folder.iterdir()) == [".flake8", "net.py"]


# --- in process


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> None:
    """The options that a run in this process leaves on the class are put back."""
    monkeypatch.setattr(TorchStatePlugin, "config", Config())


def run_here(*arguments: str) -> int:
    """Run flake8 in this process; its exit status."""
    app = Application()
    app.run(["--isolated", "--select=TSM", "-j1", *arguments])
    return int(app.exit_code())


def fail(*_: object) -> None:
    raise ZeroDivisionError("no such thing")


@pytest.mark.usefixtures("config")
def test_a_fault_becomes_a_finding(folder: Path, monkeypatch: pytest.MonkeyPatch,
                                   capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("flake8_torchstate.analysis.examine_construction", fail)
    path = write(folder, "net.py", LOSES)
    assert run_here(str(path)) == 1
    assert capsys.readouterr().out == (
        f"{path}:5:1: TSM000 class 'M' was not analysed: ZeroDivisionError: no such thing; "
        "run flake8 with --torchstate-debug to see where\n")


@pytest.mark.usefixtures("config")
def test_debug_lets_a_fault_through(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_torchstate.analysis.examine_construction", fail)
    path = write(folder, "net.py", LOSES)
    with pytest.raises((PluginExecutionFailed, ZeroDivisionError), match="no such thing"):
        run_here("--torchstate-debug", str(path))


@pytest.mark.usefixtures("config")
def test_a_fault_before_the_classes_is_a_finding_too(folder: Path, monkeypatch: pytest.MonkeyPatch,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    """Also where a file's names are read, an exception must not take the findings of every file away."""
    monkeypatch.setattr("flake8_torchstate.code.scopes.Scope.scan", fail)
    path = write(folder, "net.py", LOSES)
    assert run_here(str(path)) == 1
    assert "TSM000" in capsys.readouterr().out


@pytest.mark.usefixtures("config")
def test_options_are_parsed_once(folder: Path) -> None:
    path = write(folder, "net.py", HEAD)
    assert run_here("--torchstate-init-methods=setup,configure_model", "--extend-select=TSM901",
                    str(path)) == 0
    assert TorchStatePlugin.config == Config(init_methods=("setup", "configure_model"),
                                             chosen=frozenset({"TSM901"}))


def test_debug_tells_what_each_process_has_read(tmp_path: Path) -> None:
    """flake8's processes each parse another file at most once for the index."""
    write(tmp_path, "base.py", "import torch\n\n\nclass Base(torch.nn.Module):\n    pass\n")
    for number in range(8):
        write(tmp_path, f"net{number}.py", "from base import Base\n\n\nclass Net(Base):\n    def __init__(self):\n        self.n = 1\n")
    done = subprocess.run([sys.executable, "-m", "flake8", "--isolated", "-j2", "--select", "TSM", "--torchstate-debug", "."],
                          cwd=tmp_path, capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    assert lines and all("none more than 1 time" in line or "none more than 0 times" in line for line in lines), done.stderr
