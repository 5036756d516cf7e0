"""The language server as an editor drives it: over stdin and stdout of its process."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.editor.messages import FIX_ALL_OURS, SEVERITIES, UNSAFE
from tests.client import PATIENCE, Client, OfProcess, OfThread, applied
from tests.test_lsp import HEAD, KEPT, LOST, MEAN, TAIL

pytest.importorskip("pygls", reason="pygls isn't installed: pip install 'flake8-torchstate[server]'")

PULLS: dict[str, Any] = {"textDocument": {"diagnostic": {}, "codeAction": {"resolveSupport": {"properties": ["edit"]}}}}
Start = Callable[..., Client]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers in threads, and sees them end well and say nothing of Python's insides."""
    started: list[Client] = []

    def make(options: Any = None, capabilities: dict[str, Any] | None = None, errors: bool = False) -> Client:
        started.append(OfThread(tmp_path, options, capabilities, errors))
        return started[-1]

    yield make
    for client in started:
        client.close()
        assert "Traceback" not in str(client.asked)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The server as the command starts it."""
    started = OfProcess(["-m", "flake8_torchstate", "server"], tmp_path_factory.mktemp("workspace"), {})
    yield started
    started.close()
    assert started.asked == []


def pulled(client: Client, name: str, before: str | None = None) -> dict[str, Any]:
    """The answer to a request for diagnostics."""
    found: dict[str, Any] = client.ask("textDocument/diagnostic", textDocument={"uri": client.uri(name)}, previousResultId=before)
    return found


def edit(client: Client, name: str, start: tuple[int, int], end: tuple[int, int], text: str) -> list[dict[str, Any]]:
    """Change a part of a document; what is said of it."""
    client.version += 1
    place = {"start": {"line": start[0], "character": start[1]}, "end": {"line": end[0], "character": end[1]}}
    client.tell("textDocument/didChange", textDocument={"uri": client.uri(name), "version": client.version},
                contentChanges=[{"range": place, "text": text}])
    return client.diagnostics(name)


# --- diagnostics


def test_diagnostic_says_what_where_and_how_bad(client: Client) -> None:
    [found] = client.open("norm.py", LOST)
    assert found["range"] == {"start": {"line": 7, "character": 8}, "end": {"line": 7, "character": 8 + len(MEAN.strip())}}
    assert found["severity"] == SEVERITIES["warning"] and found["code"] == "TSM101" and found["source"] == "flake8-torchstate"
    assert "running_mean" in found["message"]
    page = Path(found["codeDescription"]["href"].removeprefix("file://"))
    assert page.read_text(encoding="utf-8").startswith("# TSM101: bare-tensor")
    assert client.change("norm.py", KEPT) == []


def test_client_that_asks_is_not_sent_any(start: Start) -> None:
    client = start({}, PULLS)
    assert client.able["diagnosticProvider"]["identifier"] == "torchstate"
    client.tell("textDocument/didOpen", textDocument={"uri": client.uri("a.py"), "languageId": "python", "version": 0, "text": LOST})
    first = pulled(client, "a.py")
    assert first["kind"] == "full" and [d["code"] for d in first["items"]] == ["TSM101"]
    again = pulled(client, "a.py", first["resultId"])
    assert again["kind"] == "unchanged" and again["resultId"] == first["resultId"]
    assert client.published.empty()


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_parts_of_a_text_are_changed_and_counted_as_the_client_does(start: Start, encoding: str, width: int) -> None:
    """Behind a character that the encodings count differently, and lines that Python would end elsewhere."""
    client = start({}, {"general": {"positionEncodings": [encoding]}})
    assert client.able["positionEncoding"] == encoding
    text = "x = '\u2028\x0b'  # \x0c\r\n" + LOST.replace("        self.run", "        s = '\U0001f525'; self.run").replace("\n", "\r\n")
    [found] = client.open("a.py", text)
    column = len("        s = ''; ") + width
    assert found["range"]["start"] == {"line": 8, "character": column}
    assert edit(client, "a.py", (8, column), (8, column + len("self.")), "") == []
    [found] = edit(client, "a.py", (8, column), (8, column), "self.")
    assert found["range"]["start"] == {"line": 8, "character": column}


def test_other_files_that_come_and_change(start: Start) -> None:
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    client = start({}, watching)
    text = LOST.replace("from torch import nn", "from base import nn")
    base = client.folder / "base.py"
    assert client.open("net.py", text) == []
    assert [asked["method"] for asked in client.asked] == ["client/registerCapability"]
    base.write_text("from torch import nn\n", encoding="utf-8")
    client.tell("workspace/didChangeWatchedFiles", changes=[{"uri": base.as_uri(), "type": 1}])
    assert [d["code"] for d in client.diagnostics("net.py")] == ["TSM101"]
    base.write_text("nn = None\n", encoding="utf-8")
    client.tell("textDocument/didSave", textDocument={"uri": base.as_uri()})
    assert client.diagnostics("net.py") == []


# --- code actions


def test_fix_is_offered_and_applied_and_the_finding_is_gone(client: Client) -> None:
    text = LOST.replace("running_mean", "mask")
    found = client.open("fix.py", text)
    fix, silence = client.actions("fix.py", 7, found)
    assert fix["title"] == "Register 'mask' as a buffer" and fix["isPreferred"] is True and fix["diagnostics"] == found
    after = applied(text, fix["edit"]["changes"][client.uri("fix.py")])
    assert 'register_buffer("mask", torch.zeros(n), persistent=False)' in after and client.change("fix.py", after) == []
    assert silence["title"].endswith("# noqa: TSM101") and silence["isPreferred"] is False
    quiet = applied(text, silence["edit"]["changes"][client.uri("fix.py")])
    assert "torch.zeros(n)  # noqa: TSM101\n" in quiet and client.change("fix.py", quiet) == []
    assert client.change("fix.py", text) == found and client.actions("fix.py", 6, []) == []


def test_fix_that_changes_more_says_so(client: Client) -> None:
    client.open("unsafe.py", LOST.replace("torch.zeros(n)", "torch.zeros(n, requires_grad=True)"))
    fix, _ = client.actions("unsafe.py", 7, [])
    assert fix["title"] == f"Make 'running_mean' an nn.Parameter ({UNSAFE})" and fix["isPreferred"] is False


def test_comments_that_silence_join_those_that_are_there(client: Client) -> None:
    """And none is offered where it would stand in a text."""
    text = HEAD + "        self.a = torch.zeros(n)  # noqa: E501\n        self.b = torch.zeros(n); s = '''\n'''\n"
    client.open("noqa.py", text)
    silence = client.actions("noqa.py", 7, [])[-1]
    after = applied(text, silence["edit"]["changes"][client.uri("noqa.py")])
    assert "# noqa: E501,TSM101\n" in after and [d["range"]["start"]["line"] for d in client.change("noqa.py", after)] == [8]
    assert [a["title"] for a in client.actions("noqa.py", 8, []) if "noqa" in a["title"]] == []


@pytest.mark.parametrize("comment, after", [
    ("# noqa:E501", "# noqa:E501,TSM101"), ("# long  # NoQA: E501 W291", "# long  # NoQA: E501 W291,TSM101")])
def test_codes_are_added_to_comments_as_people_write_them(client: Client, comment: str, after: str) -> None:
    text = HEAD + f"        self.a = torch.zeros(n)  {comment}\n"
    client.open("forms.py", text)
    silence = client.actions("forms.py", 7, [])[-1]
    quiet = applied(text, silence["edit"]["changes"][client.uri("forms.py")])
    assert quiet == text.replace(comment, after) and client.change("forms.py", quiet) == []


def test_all_safe_fixes_at_once(start: Start) -> None:
    text = HEAD + "        self.a = torch.zeros(n)\n        self.b = torch.zeros(n)\n        self.w = torch.ones(n, requires_grad=True)\n"
    client = start({}, PULLS)
    client.tell("textDocument/didOpen", textDocument={"uri": client.uri("a.py"), "languageId": "python", "version": 0, "text": text})
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    [offered] = client.ask("textDocument/codeAction", textDocument={"uri": client.uri("a.py")}, range=place,
                           context={"diagnostics": [], "only": ["source.fixAll"]})
    assert offered["kind"] == FIX_ALL_OURS and "edit" not in offered
    after = applied(text, client.ask("codeAction/resolve", **offered)["edit"]["changes"][client.uri("a.py")])
    assert after.count("register_buffer") == 2 and "requires_grad=True" in after
    plain = start({})
    plain.open("a.py", text)
    [offered] = plain.ask("textDocument/codeAction", textDocument={"uri": plain.uri("a.py")}, range=place,
                          context={"diagnostics": [], "only": ["source.fixAll"]})
    assert applied(text, offered["edit"]["changes"][plain.uri("a.py")]) == after


# --- hover and hints


def test_hover_on_a_name_on_a_finding_and_on_a_code(client: Client) -> None:
    text = LOST.replace(MEAN, "        self.layer = nn.Linear(n, n)\n" + MEAN) + "# TSM101\n"
    client.open("hover.py", text)
    assert client.hover("hover.py", text, "self.layer").splitlines()[2].split() == "layer nn.Linear 8 yes yes yes".split()
    lost = client.hover("hover.py", text, "self.running_mean")
    assert lost.splitlines()[2].split() == "running_mean tensor 9 no no no forward, line 12".split() and "TSM101 bare-tensor" in lost
    assert client.hover("hover.py", text, "TSM10").startswith("TSM101 bare-tensor: ")
    assert client.hover("hover.py", text, "import") == ""


def test_hints_where_they_are_wanted(start: Start) -> None:
    everywhere = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    client = start({"inlayHints": True})
    client.open("a.py", LOST)
    [hint] = client.ask("textDocument/inlayHint", textDocument={"uri": client.uri("a.py")}, range=everywhere)
    assert hint["position"] == {"line": 4, "character": len("class Norm(nn.Module):")} and hint["label"] == "loses running_mean"
    client.tell("workspace/didChangeConfiguration", settings={"torchstate": {"inlayHints": False}})
    assert client.ask("textDocument/inlayHint", textDocument={"uri": client.uri("a.py")}, range=everywhere) == []


# --- options


def test_settings_of_the_editor_and_of_the_folder(start: Start) -> None:
    client = start({"ignore": ["TSM101"]})
    assert client.open("a.py", LOST) == []
    client.tell("workspace/didChangeConfiguration", settings={"torchstate": {}})
    assert [d["code"] for d in client.diagnostics("a.py")] == ["TSM101"]
    (client.folder / "setup.cfg").write_text("[flake8]\nextend-ignore = TSM101\n", encoding="utf-8")
    assert client.change("a.py", LOST + "\n") == []
    client.tell("workspace/didChangeConfiguration", settings={"torchstate": {"enable": False}})
    assert client.diagnostics("a.py") == []


def test_options_that_cannot_be_read_are_named_once(start: Start) -> None:
    client = start({"bufferStyle": "nonsense"})
    assert client.open("a.py", LOST) == client.change("a.py", LOST + "\n") == []
    [said] = [asked["params"] for asked in client.asked if asked["method"] == "window/showMessage"]
    assert said["type"] == 2 and "'nonsense' is not one of" in said["message"] and "\n" not in said["message"]


def test_each_folder_has_its_own_options(start: Start) -> None:
    client = start({})
    for name, text in (("one", "[flake8]\nextend-ignore = TSM101\n"), ("two", "[flake8]\n")):
        (client.folder / name).mkdir()
        (client.folder / name / "setup.cfg").write_text(text, encoding="utf-8")
    added = [{"uri": client.uri(name), "name": name} for name in ("one", "two")]
    client.tell("workspace/didChangeWorkspaceFolders", event={"added": added, "removed": []})
    assert client.open("one/a.py", LOST) == []
    assert [d["code"] for d in client.open("two/a.py", LOST)] == ["TSM101"]


# --- what goes wrong


def test_odd_requests_and_texts_end_nothing(start: Start) -> None:
    client = start({}, errors=True)
    for number, text in enumerate(["", "class A(:\n", "\0", "class A(B):\n  x = " + "(" * 500 + ")" * 500, HEAD + "\r\n\x0c" + MEAN + "self.x\n"]):
        client.open(f"odd{number}.py", text)
        uri = {"uri": client.uri(f"odd{number}.py")}
        assert client.ask("textDocument/hover", textDocument=uri, position={"line": 10 ** 6, "character": 10 ** 6}) is None
        assert client.actions(f"odd{number}.py", 10 ** 6, []) == []
    for method, params in (("textDocument/nonsense", {}), ("codeAction/resolve", {"title": "x", "data": {"uri": 1}}), ("textDocument/hover", {
            "textDocument": {"uri": "x:y"}, "position": {"line": 0, "character": 0}})):
        assert "Traceback" not in str(client.ask(method, **params))
    assert [d["code"] for d in client.open("good.py", LOST)] == ["TSM101"]


def test_requests_that_are_taken_back(start: Start) -> None:
    client = start({}, errors=True)
    client.open("a.py", HEAD + MEAN * 50 + TAIL)
    place = {"line": 7, "character": 15}
    for _ in range(20):
        client.last += 1
        client._send({"id": client.last, "method": "textDocument/hover", "params": {"textDocument": {"uri": client.uri("a.py")}, "position": place}})
        client.tell("$/cancelRequest", id=client.last)
    answers = [client.answers.get(timeout=PATIENCE) for _ in range(20)]
    assert {answer.get("error", {}).get("code", 0) for answer in answers} <= {-32800, 0}
    assert [d["code"] for d in client.open("good.py", LOST)] == ["TSM101"]


# --- the command


def run(code: str) -> subprocess.CompletedProcess[str]:
    """What a Python program says."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_server_says_what_it_needs() -> None:
    found = run("import sys; sys.modules['pygls'] = sys.modules['lsprotocol'] = None\n"
                "from flake8_torchstate.command.cli import main; sys.exit(main(['server']))")
    assert found.returncode == 2 and found.stdout == ""
    assert found.stderr.startswith("flake8-torchstate: error: server: ") and "pip install 'pygls>=2,<3'" in found.stderr
    assert found.stderr.count("\n") == 1


def test_nothing_else_imports_it() -> None:
    found = run("import sys; from flake8_torchstate.command.cli import main; import flake8_torchstate.editor.session, flake8_torchstate.plugin\n"
                "main(['check', '--version']); sys.exit(bool({'pygls', 'lsprotocol', 'libcst'} & set(sys.modules)))")
    assert found.returncode == 0, found.stderr
