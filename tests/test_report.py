"""From a mistake to its finding: the visitor, its metadata provider, and what is said where libcst can't help."""
from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import CodePosition, MetadataWrapper

from flake8_torchstate.analysis import check_source
from flake8_torchstate.code.source import character_column, lines_of
from flake8_torchstate.config import Config
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.report.trees import Tree
from flake8_torchstate.report.visitor import StateProvider
from flake8_torchstate.report.words import Help, Words
from flake8_torchstate.rules import RULES, bare_tensor
from tests.helpers import EVERYTHING, IMPORTS, ROOT, case_files, class_of, config_of, module_text, read

FIXES = replace(EVERYTHING, fixes=True)
QUIET = replace(FIXES, debug=False)


# --- when libcst is needed


LOADED = """
import sys
from flake8_torchstate.analysis import check_source
print(*(finding.code for finding in check_source(sys.stdin.read())), 'libcst' in sys.modules)
"""


@pytest.mark.parametrize("text, said", [
    (module_text("self.x = torch.zeros(3) if n else None\ndel self.x", "n"), "False"),
    (module_text("self.x = torch.zeros(3)"), "TSM101 True"),
    (IMPORTS + "class M(nn.Module):\n    def _init_(self):\n        super().__init__()\n", "TSM306 False"),
], ids=["looked at, and nothing found", "a statement", "a definition's line"])
def test_libcst_comes_with_the_first_statement_to_be_found(text: str, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == said


@pytest.fixture
def trees(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The first lines of what is read by libcst."""
    read_from: list[int] = []
    original = Tree.__init__

    def noted(self: Tree, lines: list[str], unit: ast.stmt, path: str = "") -> None:
        read_from.append(unit.lineno)
        original(self, lines, unit, path)

    monkeypatch.setattr(Tree, "__init__", noted)
    yield read_from


SEVERAL = IMPORTS + """\
def fill(module, n):
    module.y = torch.arange(n)
    module.z = [torch.arange(n)]


class M(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = torch.zeros(n)
        self.b = nn.Parameter(torch.zeros(n)) * 2
        self.c = [nn.Linear(n, n)]
        self.c.append(nn.Linear(n, 1))
        self.__setup(n)
        fill(self, n)

    def __setup(self, n):
        self.d = None
        self.d = torch.arange(n)

    def forward(self, x):
        return x
"""


@pytest.mark.parametrize("config", [EVERYTHING, FIXES], ids=["findings", "findings with fixes"])
def test_a_function_is_read_once(config: Config, trees: list[int]) -> None:
    """However many statements of it are to blame; the others are not read at all."""
    found = check_source(SEVERAL, config=config)
    assert [(f.line, f.code) for f in found] == [
        (7, "TSM101"), (8, "TSM103"), (14, "TSM101"), (15, "TSM102"), (16, "TSM105"), (17, "TSM105"), (23, "TSM101")]
    assert [f.line for f in found if f.fix is not None] == ([14, 15, 23] if config.fixes else [])
    assert sorted(trees) == [6, 12, 21]


def test_what_is_read_grows_with_the_findings(trees: list[int]) -> None:
    one = module_text("self.x = torch.zeros(3)\n").removeprefix(IMPORTS)
    assert len(check_source(IMPORTS + "".join(one.replace("M(", f"M{i}(") for i in range(50)))) == 50
    assert sorted(trees) == [7 + 4 * i for i in range(50)]


# --- where a finding stands


def test_a_place_is_that_of_a_statement() -> None:
    """A finding begins where a statement or a parameter with a default begins, and ends where it ends."""
    for path in case_files("bugs"):
        text = read(path)
        lines = lines_of(text)
        spans = {span(lines, node) for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.stmt, ast.arg))}
        starts = {start for start, _ in spans}
        for finding in check_source(text, str(path), config_of(path)):
            assert (finding.line, finding.column) in starts
            if finding.end is not None and "the default of" not in finding.message:
                assert ((finding.line, finding.column), finding.end) in spans


def span(lines: list[str], node: ast.stmt | ast.arg) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a node starts and ends, columns in characters."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return ((node.lineno, character_column(lines[node.lineno - 1], node.col_offset)),
            (node.end_lineno, character_column(lines[node.end_lineno - 1], node.end_col_offset)))


@pytest.mark.parametrize("body, place, end", [
    ("é = 'ü'; self.x = torch.zeros(3); é = 1", (9, 17), (9, 40)),
    ("if n: self.x = torch.zeros(\n    3)  # ü", (9, 14), (10, 14)),
    ("(self.x) = (\n    torch.zeros(3)\n)", (9, 8), (11, 9)),
    ("self.x: Tensor = torch.zeros(3)  ;", (9, 8), (9, 39)),
])
def test_exact_span(body: str, place: tuple[int, int], end: tuple[int, int]) -> None:
    """In characters, without what stands beside the statement on its lines."""
    (finding,) = check_source(module_text(body, "n"), config=EVERYTHING)
    assert ((finding.line, finding.column), finding.end) == (place, end)


def test_a_default_has_the_span_of_its_parameter() -> None:
    text = "from torch import nn\n\nclass M(nn.Module):\n    def __init__(self, n, act=nn.Linear(\n            2, 2)):\n"
    (finding,) = check_source(text + "        super().__init__()\n        self.act = act\n", config=EVERYTHING)
    assert (finding.code, finding.line, finding.column, finding.end) == ("TSM107", 4, 26, (5, 17))


def test_a_block_has_no_end() -> None:
    text = module_text("for self.x in torch.zeros(3):\n    pass")
    assert [(f.line, f.column, f.end) for f in check_source(text, config=EVERYTHING)] == [(9, 8, None)]


# --- the user's own words


def written(body: str, arguments: str = "") -> list[str]:
    """The expressions that messages of TSM101 and TSM105 repeat."""
    found = check_source(module_text(body, arguments), config=EVERYTHING)
    return [f.write.partition('("x", ')[2].removesuffix(", persistent=False)") or f.write.partition("nn.ModuleList")[2]
            for f in found]


@pytest.mark.parametrize("body, text", [
    ("self.x = torch.arange(3)", "torch.arange(3)"),
    ("self.x = (torch.arange(3))", "torch.arange(3)"),
    ("self.x = (\n    # all\n    torch.arange(  # from 0\n        3)\n)", "torch.arange(3)"),
    ("self.x = 2 * \\\n    torch.arange(3)", "2 * torch.arange(3)"),
    ("self.x = torch.arange(ord('#'))  # a sign", "torch.arange(ord('#'))"),
    ("self.x = torch.arange(len('#')\n    # a comment with a '\n    )", "torch.arange(len('#'))"),
    ("é = 1; self.x = torch.arange(é + len('ü'))", "torch.arange(é + len('ü'))"),
    ("self.x = y = torch.arange(3)", "y"),
    ("self.x = [nn.Linear(1, 1)]", "([nn.Linear(1, 1)])"),
    ("self.x = (nn.Linear(1, 1), nn.Linear(1, 1))", "((nn.Linear(1, 1), nn.Linear(1, 1)))"),
    ("self.x = ((nn.Linear(1, 1),))", "((nn.Linear(1, 1),))"),
    ("self.x = nn.Linear(1, 1),", "((nn.Linear(1, 1),))"),
    ("self.x = nn.Linear(1, 1), nn.Linear(1, 1)", "((nn.Linear(1, 1), nn.Linear(1, 1)))"),
])
def test_an_expression_is_the_users_own(body: str, text: str) -> None:
    """On one line, without comments, without a backslash at a line's end, without brackets that aren't its own."""
    assert written(body) == [text]


def test_an_expression_of_another_function() -> None:
    """The line to write is that of the statement that sets the name first, wherever it stands."""
    body = "self.prepare()\n    self.x = self.x * 2\n\ndef prepare(self):\n    self.x = torch.arange(  # all\n        3)"
    text = module_text("pass").replace("pass", body.replace("\n", "\n    "))
    (finding,) = check_source(text, config=EVERYTHING)
    assert finding.line == 10 and finding.help == (
        "in place of line 13, which sets the name first, "
        'write self.register_buffer("x", torch.arange(3), persistent=False)')


# --- the provider


def test_the_provider_gives_the_facts_of_a_statement() -> None:
    """It is fed by position, as libcst's own provider of types is, and tells nothing of other nodes."""
    module = cst.parse_module("if a:\n    self.x = 1; self.y = 2\n")
    mistake = bare_tensor.RULE.at(Site(class_of("class M: pass\n", "M").source, None), Words("it is lost", Help("")))
    facts = {
        (CodePosition(2, 16), CodePosition(2, 26)): [mistake],
        (CodePosition(2, 4), CodePosition(2, 11)): [mistake],  # an expression, and no statement
        (CodePosition(1, 0), None): [mistake, mistake],
    }
    known = MetadataWrapper(module, unsafe_skip_copy=True, cache={StateProvider: facts}).resolve(StateProvider)
    told = {module.code_for_node(node).strip().partition("\n")[0]: len(found) for node, found in known.items() if found}
    assert told == {"self.y = 2": 1, "if a:": 2}


# --- where libcst can't help


def without_fixes(found: list[Finding]) -> list[tuple[object, ...]]:
    """All of some findings but their fixes."""
    return [(f.line, f.column, f.end, f.code, f.name, f.text) for f in found]


@pytest.mark.parametrize("error", [KeyError, RecursionError, MemoryError])
def test_trouble_with_libcst_takes_no_finding_away(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own ast gives the place and the words; there is no fix."""
    texts = [SEVERAL, *(rule.bad for rule in RULES)]
    before = [check_source(text, config=FIXES) for text in texts]

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(StateProvider, "_gen_impl", fail)
    after = [check_source(text, config=QUIET) for text in texts]
    assert [without_fixes(found) for found in after] == [without_fixes(found) for found in before]
    assert sum(f.fix is not None for found in before for f in found) > 10
    assert [f for found in after for f in found if f.fix is not None] == []


def test_a_fault_of_the_reporting_is_shown_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("no such node")

    monkeypatch.setattr(StateProvider, "_gen_impl", fail)
    with pytest.raises(KeyError, match="no such node"):
        check_source(SEVERAL, config=FIXES)


UNREADABLE = """
    self.x = torch.arange(  # the first
        3)

    def deep():
        return DEEP
""".replace("DEEP", "not " * 600 + "self")


def test_code_that_libcst_cannot_read() -> None:
    """What is nested too deeply for it in a function of which nothing else is wrong."""
    (finding,) = check_source(module_text(UNREADABLE), config=FIXES)
    assert (finding.line, finding.column, finding.end, finding.code) == (9, 8, (10, 14), "TSM101")
    assert finding.help.endswith('self.register_buffer("x", torch.arange(3), persistent=False)')
    assert finding.fix is None


def test_trouble_with_a_fix_takes_no_finding_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("no such node")

    monkeypatch.setattr("flake8_torchstate.fixers.buffers.buffer_fix", fail)
    found = check_source(SEVERAL, config=QUIET)
    assert [f.line for f in found] == [7, 8, 14, 15, 16, 17, 23]
    assert [f.line for f in found if f.fix is not None] == [15]


def test_what_is_not_known_has_taken_the_name() -> None:
    text = module_text("self.a = n.x\nself.register_buffer('a', None)\nself.register_buffer('type', None)", "n")
    found = [finding.text for finding in check_source(text)]
    assert ["the name is a plain attribute since line" in each for each in found] == [True, False], found
    assert "the name is nn.Module's own" in found[1]


def test_a_line_of_another_file_is_said_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "filling.py").write_text("def fill(module):\n    module.a = 1\n", encoding="utf-8")
    text = "from filling import fill\n" + module_text("fill(self)\nself.register_buffer('a', None)")
    (found,) = check_source(text, str(tmp_path / "net.py"))
    assert found.text.startswith("register_buffer of 'a' raises KeyError: the name is a plain attribute since line 2 of filling.py")
