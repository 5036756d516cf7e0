"""source.py: libcst of one statement, and where things stand in the file that flake8 reports on."""
from __future__ import annotations

import ast
from typing import Any

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_torchstate.source import NotReadable, Piece, PieceCache, Site, Source, character_column


def function(source: Source, name: str = "f") -> ast.FunctionDef:
    return next(n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef) and n.name == name)


def place_of(text: str, code: str, name: str = "f") -> tuple[int, int]:
    """Where the piece of a function says that an expression with this code stands."""
    piece = Source.from_text(text).piece(function(Source.from_text(text), name))
    return piece.position(node_of(piece, code))


def node_of(piece: Piece, code: str) -> cst.CSTNode:
    found: list[cst.CSTNode] = []

    class Finder(cst.CSTVisitor):
        def on_visit(self, node: cst.CSTNode) -> bool:
            if not found and isinstance(node, (cst.BaseExpression, cst.SimpleStatementLine)):
                if piece.module.code_for_node(node).strip() == code:
                    found.append(node)
            return True

    piece.module.visit(Finder())
    return found[0]


@pytest.mark.parametrize("text, place", [
    ("def f():\n    x = 1\n    return mark\n", (3, 11)),
    ("def f(): return mark\n", (1, 16)),
    ("class C:\n    def f(self):\n        return mark\n", (3, 15)),
    ("class C:\n\tdef f(self):\n\t\treturn mark\n", (3, 9)),
    ("class C:\n    def f(self): return mark\n", (2, 24)),
    ("class C:\n    @property\n    def f(self):\n        return mark\n", (4, 15)),
    ("class C:\n    class D:\n        def f(self):\n            return mark\n", (4, 19)),
    ("if 1:\n  def f():\n    return mark\n", (3, 11)),
    ("x = 'é'\ndef f():\n    a = 'é😀'; return mark\n", (3, 21)),
    ("def f():\n    '''\n  text\n'''\n    return mark\n", (5, 11)),
    ("class C:\n    def f(self):\n# a comment\n        return mark\n", (4, 15)),
    ("def f():\n    return (\n        1,\n        mark)\n", (4, 8)),
    ("def f():\n    a = '\u2028\x85\x1c'; return mark\n", (2, 22)),
    ("def f():\n    x = 1\n\f\n    return mark\n", (4, 11)),
])
def test_position_in_a_function(text: str, place: tuple[int, int]) -> None:
    assert place_of(text, "mark") == place


@pytest.mark.parametrize("text, place", [
    ("x = 1\n", (1, 4)),
    ("class C:\n    x = 1\n", (2, 8)),
    ("class C:\n    y = 2; x = 1\n", (2, 15)),
    ("class C: x = 1\n", (1, 13)),
    ("y = 'é'; x = 1\n", (1, 13)),
    ("x = [\n    1]\n", (2, 4)),
    ("if 1:\n    y = 2; x = [\n1]\n", (3, 0)),
    ("if 1:\n    x: int = 1\n", (2, 13)),
])
def test_position_in_a_simple_statement(text: str, place: tuple[int, int]) -> None:
    source = Source.from_text(text)
    node = next(n for n in ast.walk(source.tree) if isinstance(n,
                                                               (ast.Assign,
                                                                ast.AnnAssign)) and "x" in ast.unparse(n))
    piece = source.piece(node)
    assert piece.position(node_of(piece, "1")) == place


def test_a_piece_is_one_statement() -> None:
    """A simple statement's piece ends where it ends: what follows on its line isn't in it."""
    source = Source.from_text("y = 0; x = f(\n  1); z = 3  # end\n")
    assert source.piece(source.tree.body[1]).module.code == "x = f(\n  1)\n"


def test_the_same_piece_is_parsed_once() -> None:
    source = Source.from_text("def f():\n    pass\n")
    assert source.piece(source.tree.body[0]) is source.piece(source.tree.body[0])


def test_a_node_of_another_tree_has_the_first_line() -> None:
    source = Source.from_text("\n\ndef f():\n    pass\n")
    assert source.piece(source.tree.body[0]).position(cst.Name("x")) == (3, 0)


def test_what_libcst_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> Any:
        raise cst.ParserSyntaxError("no", lines=["x"], raw_line=1, raw_column=0)

    source = Source.from_text("def f():\n    pass\n")
    monkeypatch.setattr(cst, "parse_module", refuse)
    with pytest.raises(NotReadable, match="^libcst can't read line 1: "):
        source.piece(source.tree.body[0])


@pytest.mark.parametrize("error", [RecursionError, MemoryError])
def test_what_is_nested_too_deeply(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def refuse(text: str) -> Any:
        raise error

    source = Source.from_text("x = 1\ny = 2\n")
    monkeypatch.setattr(cst, "parse_module", refuse)
    with pytest.raises(NotReadable, match="^the code at line 2 is nested too deeply$"):
        source.piece(source.tree.body[1])


def test_lines_end_plainly() -> None:
    source = Source.from_text("\ufeffa = 1\r\nb = 2\rc = '\u2028'\n")
    assert source.lines == ["a = 1\n", "b = 2\n", "c = '\u2028'\n"]


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\0'\n", "x = 'a\n"])
def test_what_python_cannot_parse(text: str) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        Source.from_text(text)


def test_site_without_a_piece() -> None:
    source = Source.from_text("x = 1\n")
    site = Site(None, None, None, (7, 3), source)
    assert site.position() == (7, 3)
    assert site.file is source
    assert site.text(cst.Name("x")) == ""


def test_site_with_a_piece() -> None:
    source = Source.from_text("x = f(\n    1,\n    2)\n")
    piece = source.piece(source.tree.body[0])
    site = Site(piece, piece.statement)
    assert site.position() == (1, 0)
    assert site.file is source
    assert site.text(piece.statement) == "x = f( 1, 2)"


def test_cache_lets_the_oldest_go() -> None:
    source = Source.from_text("a = 1\nb = 2\nc = 3\n")
    pieces = [source.piece(node) for node in source.tree.body]
    cache = PieceCache(most=2)
    for number, piece in enumerate(pieces):
        cache.put(("f", number, 0), piece)
    assert cache.get(("f", 0, 0)) is None
    assert cache.get(("f", 1, 0)) is pieces[1] and cache.get(("f", 2, 0)) is pieces[2]


@settings(derandomize=True, database=None)
@given(st.text(alphabet="aé😀\u2028\t日", max_size=12), st.integers(0, 12))
def test_character_column(line: str, column: int) -> None:
    """ast counts UTF-8 bytes, flake8 characters."""
    column = min(column, len(line))
    assert character_column(line, len(line[:column].encode())) == column
