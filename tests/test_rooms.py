"""The rooms of the package: imports go one way, files and lines have a size, one knows flake8 and few know libcst."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT

PACKAGE = ROOT / "flake8_torchstate"
RECORDED = {"library_facts.py", "library_names.py", "library_packages.py", "reserved.py", "torch_facts.py"}
MOST_LINES = 500
MOST_LINE = 120
MOST_FORMS = 743
"""Lines of all forms of the screen without what they import; they are to get fewer."""
FILES = sorted(PACKAGE.rglob("*.py"))
BELOW = {
    "knowledge": {"knowledge"},
    "code": {"code", "knowledge"},
    "model": {"model", "code", "knowledge"},
    "run": {"run", "model", "code", "knowledge", "config"},
    "forms": {"forms", "run", "model", "code", "knowledge", "config"},
    "rules": {"rules", "report", "fixers", "model", "code", "knowledge", "config"},
}
"""The rooms that a room's files may import."""


def name_of(path: Path) -> str:
    """The dotted name of a file of the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imports_of(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, those for types and those in functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("flake8_torchstate"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)


def test_imports_go_one_way() -> None:
    graph = {name: set(imports_of(path)) - {name} for name, path in MODULES.items()}
    while True:
        ends = {name for name, imported in graph.items() if not imported & graph.keys()}
        if not ends:
            break
        graph = {name: imported for name, imported in graph.items() if name not in ends}
    circles = {name: imported & graph.keys() for name, imported in graph.items()}
    assert circles == {}


@pytest.mark.parametrize("room", BELOW)
def test_a_room_knows_those_below_it(room: str) -> None:
    found = {imported.split(".")[1] for path in (PACKAGE / room).glob("*.py") for imported in imports_of(path) if "." in imported}
    assert found - BELOW[room] == set()


@pytest.mark.parametrize("path", [p for p in FILES if p.name not in RECORDED], ids=name_of)
def test_a_file_fits_its_measure(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > MOST_LINE] == []


def test_the_forms_are_few() -> None:
    lines = 0
    for text in (path.read_text(encoding="utf-8") for path in (PACKAGE / "forms").glob("*.py")):
        imports = (node for node in ast.parse(text).body if isinstance(node, (ast.Import, ast.ImportFrom)))
        lines += len(text.splitlines()) - sum((node.end_lineno or 0) - node.lineno + 1 for node in imports)
    assert lines <= MOST_FORMS


def imported_packages(path: Path) -> set[str]:
    """The other packages that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
    return found


def test_libcst_is_known_where_findings_are_written() -> None:
    knowing = {path.parent.name for path in FILES if "libcst" in imported_packages(path)}
    assert knowing <= {"report", "fixers"}


def test_flake8_is_known_to_the_plugin_and_the_command() -> None:
    knowing = {path.relative_to(PACKAGE).parts[0] for path in FILES if "flake8" in imported_packages(path)}
    assert knowing <= {"plugin.py", "command", "editor"}


def test_no_method_waits_for_a_subclass() -> None:
    waiting = [
        name for name, path in MODULES.items() for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)]
    assert waiting == []
