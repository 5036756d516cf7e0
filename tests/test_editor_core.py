"""What an editor is told after each edit is what a fresh analysis of the text says, and costs no more than what was edited."""
from __future__ import annotations

import ast
import os
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from flake8_torchstate.analysis import check
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source, lines_of
from flake8_torchstate.config import Config
from flake8_torchstate.editor.core import Core
from flake8_torchstate.report.findings import Finding
from tests.helpers import CASES

SEQUENCES = int(os.environ.get("EDIT_SEQUENCES", "500"))
PARTS = 20
CONFIG = Config()
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((CASES / "rules").glob("*_fires_*.py"))]
RELATED = [text for text in TEXTS if text.count("class ") > 1 and text.count("(nn.Module)") < text.count("class ")]
"""Those with classes that others derive from."""
PIECES = ["", "\n", "\n\n", " ", "(", ")", "#", '"""', "self", ".", ":", "x", "    ", "\\", "torch.zeros(3)", "nn.Linear(2, 2)", "\f",
          "\u2028", "é", "class A(Net):\n    pass\n\n\n", "import torch\n", "del Net\n", "        self.extra = torch.ones(2)\n",
          "optimizer = torch.optim.SGD\n", "@classmethod\n", "Base = Net\n", "if True:\n    pass\n", "# noqa\n", "lambda: 0", "global x\n"]


def fresh(path: str, text: str) -> list[Finding]:
    """The findings of a text by an analysis that knows nothing of any other one; none where Python can't parse it."""
    try:
        tree = ast.parse("".join(lines_of(text)))
    except (SyntaxError, ValueError):
        return []
    return check(Source(path, lines_of(text), tree), CONFIG, Project())


def complete(findings: Sequence[Finding]) -> list[tuple[object, ...]]:
    """Findings with all that they say, their ends too."""
    return [(f, f.name, f.end) for f in findings]


def start(chance: random.Random) -> str:
    """A text to begin with: some case files in one, so that many names are bound more than once."""
    return "\n\n".join([chance.choice(RELATED), *chance.sample(TEXTS, chance.randint(0, 1))])


def edit(text: str, chance: random.Random) -> str:
    """A text after one edit, as people and programs make them."""
    lines = text.splitlines(keepends=True) or [""]
    here, there = sorted((chance.randrange(len(lines)), chance.randrange(len(lines))))
    words = sorted(set(re.findall(r"\w+", text))) or ["x"]
    column = chance.randrange(len(lines[here]) + 1)
    kind = chance.randrange(12)
    if kind == 0:  # a piece of text anywhere
        lines[here] = lines[here][:column] + chance.choice(PIECES) + lines[here][column:]
    elif kind == 1:  # a character less
        lines[here] = lines[here][:column] + lines[here][column + 1:]
    elif kind == 2:  # lines less
        del lines[here:here + chance.randint(1, 3)]
    elif kind == 3:  # blank lines more
        lines.insert(here, "\n" * chance.randint(1, 3))
    elif kind == 4:  # one word for another in a line
        lines[here] = re.sub(r"\b\w+\b", lambda m: m[0] if chance.random() < 0.7 else chance.choice(words), lines[here])
    elif kind == 5:  # a name another everywhere
        lines = [re.sub(rf"\b{chance.choice(words)}\b", chance.choice(words), text)]
    elif kind == 6:  # lines elsewhere
        moved = lines[here:there][:30]
        lines[here:here + len(moved)] = []
        place = chance.randrange(len(lines) + 1)
        lines[place:place] = moved
    elif kind == 7:  # a new line, or one that is there already
        lines.insert(here, chance.choice([lines[there], chance.choice(PIECES)]))
    elif kind == 8:  # another base
        lines = [re.sub(r"\(nn\.Module\)|\(\w+\):", lambda m: m[0] if chance.random() < 0.6 else f"({chance.choice(words)}):" if m[0][-1] == ":"
                        else "(object)", text)]
    elif kind == 9:  # a construction without its base's, or after it
        chosen = [n for n, line in enumerate(lines) if "super().__init__" in line] or [here]
        place = chance.choice(chosen)
        lines.insert(min(place + chance.randint(0, 3), len(lines)), lines.pop(place)) if chance.random() < 0.5 else lines.pop(place)
    elif kind == 10:  # a definition by another name
        chosen = [n for n, line in enumerate(lines) if re.match(r"\s*(def|class) ", line)] or [here]
        place = chance.choice(chosen)
        lines[place] = re.sub(r"(def|class) \w+", lambda m: f"{m[1]} {chance.choice(words)}", lines[place])
    else:  # a comment
        lines[here] = lines[here].rstrip("\n") + "  # said\n"
    return "".join(lines)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("part", [pytest.param(part, marks=[pytest.mark.slow] if part >= PARTS // 4 else [])
                                  for part in range(PARTS)])
def test_after_any_edits_it_says_what_a_fresh_analysis_says(part: int, tmp_path: Path) -> None:
    path = str(tmp_path / "net.py")
    for number in range(part, SEQUENCES, PARTS):
        chance = random.Random(number)
        core, text = Core(CONFIG), start(chance)
        core.look(path, text)
        for _ in range(chance.randint(1, 4)):
            before, text = text, edit(text, chance)
            if chance.random() < 0.3:  # and taken back
                core.look(path, text)
                text = before
            version = core.look(path, text)
        assert complete(version.findings) == complete(fresh(path, text)), f"sequence {number}"
        if version.sections is not None:
            assert ast.dump(version.sections.tree, include_attributes=True) == ast.dump(ast.parse("".join(lines_of(text))), include_attributes=True)


# --- what it costs, and what it hangs on


TWO = """\
import torch
from torch import nn


class First(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.mask = torch.zeros(n)


class Second(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.mask = torch.ones(n)
"""


def test_only_the_class_that_is_typed_in_is_analysed_again(tmp_path: Path) -> None:
    core, path = Core(CONFIG), str(tmp_path / "two.py")
    assert [f.line for f in core.look(path, TWO).findings] == [8, 14] and core.analysed == 2
    core.look(path, TWO)
    assert core.analysed == 2
    typed = TWO.replace("torch.ones(n)", "torch.ones(n, n)")
    assert [f.line for f in core.look(path, typed).findings] == [8, 14] and core.analysed == 3
    further = typed.replace("class First", "\n\n# more\nclass First")
    assert [(f.line, f.end) for f in core.look(path, further).findings] == [(11, (11, 34)), (17, (17, 36))] and core.analysed == 3
    core.look(path, typed.replace("import torch\n", "import torch\nimport math\n"))
    assert core.analysed == 5


ELSEWHERE = {
    "a subclass": ("        self.mask = 1\n", "        self.mask = 0.9 * self.mask + 0.1 * x.mean(0)\n"),
    "a base": ("class Base(nn.Module)", "class Base(object)"),
    "a base's method": ("        self.made = None\n", "        self.made = 2\n        del self.mask\n"),
    "a helper": ("    return torch.zeros(n)\n", "    return [n]\n"),
    "another name": ("Parent = Base\n", "Parent = object\n"),
    "an import": ("import torch\n", "import numpy as torch\n"),
    "an optimizer": ("def train():\n    pass\n", "def train():\n    torch.optim.SGD\n"),
    "a line further up": ("# above\n", "# above\n\n"),
}
FAMILY = """\
import torch
from torch import nn
# above


def made(n):
    return torch.zeros(n)


def train():
    pass


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.made = None

    def setup(self):
        pass


Parent = Base


class Net(Parent):
    def __init__(self, n):
        super().__init__()
        self.mask = made(n)
        self.first = self.last = [nn.Linear(n, n)]
        self.register_buffer("twice", torch.ones(n))
        self.register_buffer("twice", torch.zeros(n))
        self.zed = torch.ones(n)

    def forward(self, x):
        return x * self.zed + self.mask


class Heir(Net):
    def forward(self, x):
        self.mask = 1
        return x
"""


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_what_is_changed_elsewhere_counts(kind: str, tmp_path: Path) -> None:
    core, path = Core(CONFIG), str(tmp_path / "net.py")
    old, new = ELSEWHERE[kind]
    assert FAMILY.count(old) == 1
    changed = FAMILY.replace(old, new)
    before = complete(core.look(path, FAMILY).findings)
    assert before == complete(fresh(path, FAMILY)) and before
    after = complete(core.look(path, changed).findings)
    assert after == complete(fresh(path, changed))
    assert after != before, "the case shows nothing"


def test_a_text_that_cannot_be_parsed_has_no_findings_and_forgets_nothing(tmp_path: Path) -> None:
    core, path = Core(CONFIG), str(tmp_path / "two.py")
    before = core.look(path, TWO).findings
    assert core.look(path, TWO + "x = (").findings == []
    assert core.look(path, TWO).findings == before and core.analysed == 2


def test_a_fix_is_made_for_the_finding_that_is_asked_for(tmp_path: Path) -> None:
    core, path = Core(CONFIG), str(tmp_path / "two.py")
    version = core.look(path, TWO)
    fixed = core.fixed(version, version.findings[1])
    assert fixed.fix is not None and [edit.start[0] for edit in fixed.fix.edits] == [14, 14]
    assert list(version.fixes) == [version.findings[1].key]
    assert core.look(path, TWO) is version


def test_a_base_in_another_file_that_changes_on_the_disk(tmp_path: Path) -> None:
    core, path, base = Core(CONFIG), str(tmp_path / "net.py"), tmp_path / "base.py"
    text = TWO.replace("from torch import nn", "from base import nn")
    assert core.look(path, text).findings == []
    base.write_text("from torch import nn\n", encoding="utf-8")
    core.renew()
    assert len(core.look(path, text).findings) == 2
    base.write_text("nn = None\n", encoding="utf-8")
    assert core.look(path, text).findings == []
