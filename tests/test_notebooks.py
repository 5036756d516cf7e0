"""Notebooks: each cell's findings in its own lines, fixes that leave every other byte alone, and files that are none."""
from __future__ import annotations

import builtins
import json
from typing import Any

import pytest

from flake8_torchstate.command.notebook import WANTED, notebook
from flake8_torchstate.command.settings import FORMATS
from tests.test_cli import Command, Ended, command

__all__ = ["command"]  # the fixture
pytest.importorskip("IPython")

IMPORTS = "%matplotlib inline\nimport torch\nfrom torch import nn\n\n!pip install torch\nfiles = !ls \\\n  -l\nnn.Module?"
MODEL = """\
%%time
class Model(nn.Module):
    def __init__(self, n):
        super().__init__()
        %timeit 1
        self.mask = torch.ones(n)
        self.layers = [nn.Linear(n, n)]  # größer


Model(3)"""
SHELL = "%%bash\nself.x = torch.ones(3"
FOUND = ("n.ipynb:cell 3:6:9: TSM101 'mask' is a bare tensor", "n.ipynb:cell 3:7:9: TSM105 'layers' keeps modules in a list")


def written(*sources: str, indent: int | str = 1, as_ascii: bool = False, whole: bool = False, **more: Any) -> str:
    """A notebook with a cell of text before cells of code, as Jupyter writes it."""
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": ["# A model é"]}]
    cells += [{"cell_type": "code", "execution_count": number, "metadata": {"tags": ["x"]},
               "outputs": [{"text": ["source: [1]\n"], "name": "stdout", "output_type": "stream"}],
               "source": source if whole else source.splitlines(True)} for number, source in enumerate(sources, 1)]
    made = {"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(made, indent=indent, ensure_ascii=as_ascii)


def test_findings_by_cell_and_line(command: Command) -> None:
    """Cells of code count, cells of text don't; magics, shell lines and cells of other languages are no trouble."""
    command.write("n.ipynb", written(IMPORTS, SHELL, MODEL))
    ended = command("n.ipynb")
    assert ended.status == 1 and ended.err == "" and len(ended.out.splitlines()) == 2
    assert all(line.startswith(start) for line, start in zip(ended.out.splitlines(), FOUND))
    assert command(".").out == "" and command("--filename", "*.py,*.ipynb", ".").out.startswith("./n.ipynb:cell 3:6:9: ")
    assert "6 |         self.mask = torch.ones(n)\n" in command("--output-format", "text", "n.ipynb").out
    command.write("n.ipynb", written(IMPORTS, MODEL.replace("(n)\n", "(n)  # noqa: TSM101\n").replace("# g", "# noqa: TSM105 g")))
    assert command("n.ipynb") == Ended(0, "", "")


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("text", "concise", "json")])
def test_formats_for_programs_name_the_line_of_the_file(command: Command, name: str) -> None:
    path = command.write("n.ipynb", written(IMPORTS, MODEL))
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "self.mask" in text)
    out = command("--output-format", name, "n.ipynb").out
    assert "cell 2, line 6: 'mask' is a bare tensor" in out and "n.ipynb" in out and str(line) in out
    assert '"insertedContent"' not in out


def test_json_tells_the_cell(command: Command) -> None:
    command.write("n.ipynb", written(IMPORTS, MODEL))
    first, _ = json.loads(command("--output-format", "json", "n.ipynb").out)
    assert (first["path"], first["cell"], first["line"], first["column"]) == ("n.ipynb", 2, 6, 9)
    assert first["fix"]["edits"][0]["line"] == 6


@pytest.mark.parametrize("form", [
    {"indent": 1}, {"indent": 4}, {"indent": "\t"}, {"as_ascii": True}, {"whole": True}, {"nbformat_minor": 2}])
def test_fixes_leave_all_other_bytes_alone(command: Command, form: dict[str, Any]) -> None:
    """Of the form of the JSON, of outputs and of metadata, nothing changes; nor do magics, or the last line end."""
    for end in ("\n", "", "\n\n"):
        path = command.write("n.ipynb", written(IMPORTS, SHELL, MODEL, **form) + end)
        before = path.read_bytes()
        assert "--- n.ipynb:cell 3\n+++ n.ipynb:cell 3\n@@ -3,7 +3,7 @@\n" in command("--diff", "n.ipynb").out
        assert path.read_bytes() == before
        assert command("--fix", "n.ipynb").err == "flake8-torchstate: fixed 1 finding in 1 file, 1 more with --unsafe-fixes\n"
        new = MODEL.replace("self.mask = torch.ones(n)", 'self.register_buffer("mask", torch.ones(n), persistent=False)')
        assert path.read_text(encoding="utf-8") == written(IMPORTS, SHELL, new, **form) + end
        assert command("--fix", "--unsafe-fixes", "n.ipynb").status == 0
        assert command("n.ipynb") == Ended(0, "", "")


def test_other_ways_to_change_it(command: Command) -> None:
    text = written(IMPORTS, MODEL)
    path = command.write("n.ipynb", text)
    assert command("--add-noqa", "n.ipynb").status == 0
    new = MODEL.replace("torch.ones(n)", "torch.ones(n)  # noqa: TSM101").replace("größer", "größer  # noqa: TSM105")
    assert path.read_text(encoding="utf-8") == written(IMPORTS, new) and command("n.ipynb").status == 0
    path = command.write("n.ipynb", text)
    assert command("--baseline", "b.json", "--write-baseline", "n.ipynb").status == 0
    assert command("--baseline", "b.json", "n.ipynb") == Ended(0, "", "")


def test_what_would_move_a_magic_is_not_written() -> None:
    """The text is that of IPython: each of its lines comes back, once, at the beginning of a cell where it was there."""
    made = notebook(written(IMPORTS, MODEL).encode())
    assert made.encoded(made.text) == made.data
    marked = next(line for line in made.text.splitlines(True) if "timeit" in line)
    for text in (made.text.replace(marked, ""), made.text + "x = 1\n", made.text.replace("get_ipython", "other"),
                 made.text.replace("class Model", f"{marked.strip()}\nclass Model")):
        with pytest.raises(ValueError):
            made.encoded(text)
    lines = made.text.splitlines(True)
    first = lines[lines.index("class Model(nn.Module):\n") - 1]
    with pytest.raises(ValueError):
        made.encoded(made.text.replace(first, f"import os\n{first}"))


@pytest.mark.parametrize(("text", "said"), [
    ("not json", "not a notebook: Expecting value: line 1 column 1 (char 0)"), ("[]", "not a notebook: it has no cells"),
    ('{"cells": 3}', "not a notebook: it has no cells"), ('{"worksheets": [], "nbformat": 3}', "a notebook of an old format: "),
    ('{"cells": [3]}', "not a notebook: one of its cells has no type, or no source"), ("[" * 100_000, "its code is nested too deeply"),
    (written(metadata={"language_info": {"name": "R"}}), "a notebook in R, which isn't Python"),
    (written("x = 1", "import torch\nx = ("), "cell 2, line 2: not valid Python: "),
])
def test_broken_notebooks(command: Command, text: str, said: str) -> None:
    command.write("n.ipynb", text)
    ended = command("n.ipynb")
    assert ended.status == 2 and ended.out == "" and ended.err.startswith(f"n.ipynb: error: {said}")
    assert ended.err.count("\n") == 1


def test_odd_notebooks(command: Command) -> None:
    """No code, empty cells, no metadata, a BOM, `show`."""
    for text in (written(), written("", "%%time\n", "\n\n"), '{"cells": []}', "\ufeff" + written("x = 1", metadata=None)):
        command.write("n.ipynb", text)
        assert command("--fix", "n.ipynb").status == 0
    assert command("show", "n.ipynb").err == "n.ipynb: error: show doesn't read notebooks\n"


def test_without_ipython(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def refuse(name: str, *more: Any, **others: Any) -> Any:
        if name.startswith("IPython"):
            raise ImportError(name)
        return importing(name, *more, **others)

    monkeypatch.setattr(builtins, "__import__", refuse)
    command.write("n.ipynb", written(MODEL))
    assert command("n.ipynb") == Ended(2, "", f"n.ipynb: error: {WANTED}\n")
