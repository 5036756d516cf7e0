"""The editor's way: the real python-lsp-server over stdio with a small client, and what the plugin makes of texts and places."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.report.findings import Edit, Finding, Fix
from flake8_torchstate.editor.messages import UNSAFE, action, is_of
from flake8_torchstate.editor.options import arguments
from flake8_torchstate.editor.pylsp import pylsp_code_actions, pylsp_hover
from flake8_torchstate.editor.texts import Text
from tests.client import Client, OfProcess, applied
from tests.helpers import DEFAULT

HEAD = """\
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, n):
        super().__init__()
"""
MEAN = '        self.running_mean = torch.zeros(n)\n'
TAIL = """\

    def forward(self, x):
        return x - self.running_mean
"""
LOST = HEAD + MEAN + TAIL
KEPT = HEAD + '        self.register_buffer("running_mean", torch.zeros(n))\n' + TAIL


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    pytest.importorskip("pylsp", reason="python-lsp-server isn't installed: pip install 'flake8-torchstate[lsp]'")
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "setup.cfg").write_text("[flake8]\nper-file-ignores =\n    quiet.py: TSM101\n", encoding="utf-8")
    plugins = {"flake8": {"enabled": True}, **{name: {"enabled": False} for name in ("pycodestyle", "pyflakes", "mccabe")}}
    started = OfProcess(["-m", "pylsp"], folder, {"pylsp": {"plugins": plugins}})
    yield started
    started.close()


# --- the real server


def test_diagnostic_of_a_buffer_comes_and_goes(client: Client) -> None:
    """The file is not on the disk."""
    [found] = client.open("norm.py", LOST)
    assert not (client.folder / "norm.py").exists()
    assert found["code"] == "TSM101" and "running_mean" in found["message"] and found["source"] == "flake8"
    assert found["range"]["start"] == {"line": 7, "character": 8} and found["range"]["end"]["line"] == 7
    assert client.change("norm.py", KEPT) == []
    assert [d["code"] for d in client.change("norm.py", LOST)] == ["TSM101"]


def test_fix_is_offered_applied_and_linted_again(client: Client) -> None:
    """On a line behind characters that UTF-16 counts twice."""
    text = LOST.replace("running_mean", "mask").replace("        self.mask", '        s = "\U0001f525é"; self.mask')
    found = client.open("fire.py", text)
    assert [d["code"] for d in found] == ["TSM101"]
    [offered] = client.actions("fire.py", 7, found)
    assert offered["title"] == "Register 'mask' as a buffer"
    assert offered["isPreferred"] is True and offered["diagnostics"] == found
    [uri] = offered["edit"]["changes"]
    assert uri == client.uri("fire.py")
    after = applied(text, offered["edit"]["changes"][uri])
    assert after == text.replace("self.mask = torch.zeros(n)",
                                 'self.register_buffer("mask", torch.zeros(n), persistent=False)')
    assert client.change("fire.py", after) == []
    assert client.actions("fire.py", 7, []) == []


def test_unsafe_fix_says_so(client: Client) -> None:
    text = LOST.replace("torch.zeros(n)", "torch.zeros(n, requires_grad=True)")
    found = client.open("unsafe.py", text)
    assert [d["code"] for d in found] == ["TSM102"]
    [offered] = client.actions("unsafe.py", 7, found)
    assert offered["title"] == f"Make 'running_mean' an nn.Parameter ({UNSAFE})" and offered["isPreferred"] is False
    after = applied(text, offered["edit"]["changes"][client.uri("unsafe.py")])
    assert client.change("unsafe.py", after) == []


def test_nothing_is_offered_elsewhere(client: Client) -> None:
    """On other lines, for other kinds of actions, behind a noqa, and where the options ignore the code."""
    client.open("other.py", LOST)
    assert client.actions("other.py", 6, []) == []
    assert client.actions("other.py", 7, [], only=["refactor.extract"]) == []
    assert len(client.actions("other.py", 7, [], only=["quickfix"])) == 1
    assert client.change("other.py", LOST.replace("zeros(n)\n", "zeros(n)  # noqa: TSM101\n")) == []
    assert client.actions("other.py", 7, []) == []
    assert client.open("quiet.py", LOST) == []
    assert client.actions("quiet.py", 7, []) == []


def test_half_typed_text(client: Client) -> None:
    text = LOST.replace("torch.zeros(n)", "torch.zeros(")
    client.open("typing.py", text)
    assert client.actions("typing.py", 7, []) == []
    assert "state_dict" not in client.hover("typing.py", text, "self.running_mean")


def test_hover_says_what_a_name_is(client: Client) -> None:
    text = LOST.replace(MEAN, '        s = "\U0001f525"; self.layer = nn.Linear(n, n)\n' + MEAN)
    client.open("hover.py", text)
    lost = client.hover("hover.py", text, "self.running_mean", nth=1)
    head, row = lost.splitlines()[1:3]
    assert lost.startswith("```text") and head.split() == "name what it is line state_dict .to() trained used by".split()
    assert row.split() == "running_mean tensor 9 no no no forward, line 12".split() and "TSM101" not in lost
    row = client.hover("hover.py", text, "self.layer").splitlines()[2]
    assert row.split() == "layer nn.Linear 8 yes yes yes".split()
    at_finding = client.hover("hover.py", text, "self.running_mean")
    assert "TSM101 bare-tensor" in at_finding and "running_mean" in at_finding.splitlines()[2]
    client.change("hover.py", KEPT)
    assert client.hover("hover.py", KEPT, '"running_mean').splitlines()[2].split()[1] == "buffer"


def test_hover_on_a_code(client: Client) -> None:
    text = LOST.replace("zeros(n)\n", "zeros(n)  # noqa: TSM101\n")
    client.open("code.py", text)
    assert client.hover("code.py", text, "TSM10").startswith("TSM101 bare-tensor: ")


def test_hover_elsewhere_is_left_to_others(client: Client) -> None:
    text = "class Plain:\n    def __init__(self):\n        self.value = 1\n"
    client.open("plain.py", text)
    assert "state_dict" not in client.hover("plain.py", text, "self.value")


def test_another_file_that_changes_on_the_disk(client: Client) -> None:
    """The server's process lives long: the base class of the buffer is read again when it has changed."""
    base = client.folder / "base.py"
    base.write_text("from torch import nn\n\n\nclass Base(nn.Module):\n    pass\n", encoding="utf-8")
    text = LOST.replace("from torch import nn", "from base import Base").replace("nn.Module", "Base")
    client.open("derived.py", text)
    assert len(client.actions("derived.py", 7, [])) == 1
    base.write_text("class Base:\n    pass\n", encoding="utf-8")
    assert client.actions("derived.py", 7, []) == []


def test_unknown_value_in_the_options_ends_nothing(client: Client) -> None:
    config = client.folder / "setup.cfg"
    before = config.read_text(encoding="utf-8")
    client.open("options.py", LOST)
    try:
        config.write_text("[flake8]\ntorchstate-buffer-style = nonsense\n", encoding="utf-8")
        assert client.actions("options.py", 7, []) == []
        config.write_text("[flake8]\ntorchstate-buffer-style = nn.Buffer\n", encoding="utf-8")
        [offered] = client.actions("options.py", 7, [])
        assert "nn.Buffer(" in offered["edit"]["changes"][client.uri("options.py")][0]["newText"]
    finally:
        config.write_text(before, encoding="utf-8")


# --- texts and places


def test_places_in_utf16() -> None:
    text = Text("\ufeffa = 1\r\nb = '\U0001f525é'; c = 2\r\n")
    assert text.position((2, 10)) == {"line": 1, "character": 11}
    assert text.place({"line": 1, "character": 11}) == (2, 10)
    assert text.position((1, 4)) == {"line": 0, "character": 5} and text.place({"line": 0, "character": 5}) == (1, 4)
    assert text.word(2, 10) == text.word(2, 11) == "c"
    assert text.position((9, 3)) == {"line": 8, "character": 0} and text.word(9, 3) == ""


def test_edits_have_the_line_ends_of_the_text() -> None:
    [finding] = check_source(LOST, config=DEFAULT)
    fix = Fix("Do it", (Edit((1, 0), (1, 0), "x\n"), Edit((1, 0), (1, 0), "x\n")), False)
    made = action(finding, fix, Text("a\r\nb\r\n"), "file:///a.py", [])
    start = {"line": 0, "character": 0}
    assert made == {"title": f"Do it ({UNSAFE})", "kind": "quickfix", "isPreferred": False,
                    "edit": {"changes": {"file:///a.py": [{"range": {"start": start, "end": start}, "newText": "x\r\n"}]}}}


def test_diagnostics_are_matched_by_what_they_say() -> None:
    finding = Finding(3, 4, "TSM101", "tensor 'a' is lost")
    place = {"start": {"line": 2, "character": 7}}
    assert is_of({"code": "TSM101", "range": place, "message": "TSM101 tensor 'a' is lost"}, finding)
    assert not is_of({"code": "TSM101", "range": place, "message": "TSM101 tensor 'b' is lost"}, finding)
    assert not is_of({"range": place, "message": "tensor 'a' is lost"}, finding)


def test_settings_of_the_server_become_flake8s() -> None:
    assert arguments({"ignore": ["TSM101", "E1"], "select": ["E", "TSM9"], "extendSelect": ["W"], "maxLineLength": 100}) == [
        "--ignore=TSM101,E1", "--select=TSM9"]
    assert arguments({}) == []


# --- the hooks themselves, with what the server gives them


class Given:
    """What the server hands to a hook: its config, a workspace, and a document in it."""

    def __init__(self, folder: Path, text: str, name: str = "a.py", flake8: dict[str, Any] | None = None) -> None:
        hover = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
        self.config = SimpleNamespace(capabilities=hover, plugin_settings=lambda plugin, document_path: flake8 or {})
        self.workspace = SimpleNamespace(root_path=str(folder))
        self.document = SimpleNamespace(path=str(folder / name), uri=(folder / name).as_uri(), source=text)

    def hover(self, line: int, character: int) -> str | None:
        """The hover text at a place."""
        found = pylsp_hover(self.config, self.workspace, self.document, {"line": line, "character": character})
        return found["contents"]["value"] if found is not None else None

    def titles(self, line: int) -> list[str]:
        """The titles of the code actions on a line."""
        place = {"line": line, "character": 0}
        found = pylsp_code_actions(self.config, self.workspace, self.document, {"start": place, "end": place}, {"diagnostics": []})
        return [one["title"] for one in found]


def test_client_without_markdown(tmp_path: Path) -> None:
    found = Given(tmp_path, LOST).hover(10, 24)
    assert found is not None and found.startswith("name ") and "```" not in found


def test_hover_on_a_statement_that_is_no_attribute(tmp_path: Path) -> None:
    """On the word at which the finding stands, and not beside it."""
    text = LOST.replace("        super().__init__()\n", "        pass\n").replace("torch.zeros(n)", "nn.Linear(n, n)")
    finding = check_source(text, config=DEFAULT)[0]
    found = Given(tmp_path, text).hover(finding.line - 1, finding.column + 1)
    assert finding.code == "TSM302" and found is not None and "TSM302 no-super-init" in found
    assert Given(tmp_path, text).hover(0, 2) is None


def test_folder_stays_what_it_was(tmp_path: Path) -> None:
    before = os.getcwd()
    assert Given(tmp_path, LOST).titles(7) == [f"Register 'running_mean' as a buffer ({UNSAFE})"]
    assert os.getcwd() == before


@pytest.mark.parametrize("text", ["", "class A(:\n", "\0", "x = " + "(" * 500 + ")" * 500, HEAD + "\r\n\x0c" + MEAN, "self.x\n"])
def test_odd_texts(tmp_path: Path, text: str) -> None:
    assert [Given(tmp_path, text).hover(line, 5) for line in (0, 7, 10 ** 6)] == [None] * 3
    assert Given(tmp_path, text).titles(0) == []


def test_options_of_the_folder_and_of_the_server(tmp_path: Path) -> None:
    """Excluded and ignored files, codes that the server's settings ignore, and a config file elsewhere."""
    assert Given(tmp_path, LOST, flake8={"ignore": ["TSM101"]}).titles(7) == []
    assert Given(tmp_path, LOST, flake8={"select": ["E", "W"]}).titles(7) == []
    assert len(Given(tmp_path, LOST, flake8={"select": ["E", "TSM"]}).titles(7)) == 1
    (tmp_path / "own.cfg").write_text("[flake8]\nextend-ignore = TSM101\n", encoding="utf-8")
    assert Given(tmp_path, LOST, flake8={"config": str(tmp_path / "own.cfg")}).titles(7) == []
    (tmp_path / ".flake8").write_text("[flake8]\nexclude = old/*\n", encoding="utf-8")
    assert Given(tmp_path, LOST, "old/a.py").titles(7) == []
    assert Given(tmp_path, LOST, "old/a.py").hover(10, 24) is None
    assert Given(tmp_path, "# flake8: noqa\n" + LOST).titles(8) == []
    assert Given(tmp_path, LOST).titles(7) != []


def test_private_names_and_nested_classes(tmp_path: Path) -> None:
    text = ("from torch import nn\n\n\nclass Outer:\n    class Net(nn.Module):\n        def __init__(this):\n"
            "            super().__init__()\n            this.__hidden = nn.ModuleList([nn.Linear(2, 2)])\n\n"
            "    def run(self):\n        self.__hidden = 1\n")
    found = Given(tmp_path, text).hover(7, 19)
    assert found is not None and "_Net__hidden" in found and "nn.Linear" in found
    assert Given(tmp_path, text).hover(10, 15) is None
