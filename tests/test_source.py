"""source.py: libcst of one statement, and where things stand in the file that flake8 reports on."""
from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_torchstate.model.site import Piece, Site
from flake8_torchstate.code.source import Cache, NotReadable, Source, character_column


def function(source: Source, name: str = "f") -> ast.FunctionDef:
    return next(n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef) and n.name == name)


def place_of(text: str, code: str, name: str = "f") -> tuple[int, int]:
    """Where the piece of a function says that an expression with this code stands."""
    source = Source.from_text(text)
    piece: Piece = source.piece(source.keep(function(source, name)))
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
    piece = source.piece(source.keep(node))
    assert piece.position(node_of(piece, "1")) == place


def test_a_piece_is_one_statement() -> None:
    """A simple statement's piece ends where it ends: what follows on its line isn't in it."""
    source = Source.from_text("y = 0; x = f(\n  1); z = 3  # end\n")
    assert source.piece(source.keep(source.tree.body[1])).module.code == "x = f(\n  1)\n"


def test_the_same_piece_is_parsed_once() -> None:
    source = Source.from_text("def f():\n    pass\n")
    assert source.piece(source.keep(source.tree.body[0])) is source.piece(source.keep(source.tree.body[0]))


def test_a_node_of_another_tree_has_the_first_line() -> None:
    source = Source.from_text("\n\ndef f():\n    pass\n")
    assert source.piece(source.keep(source.tree.body[0])).position(cst.Name("x")) == (3, 0)


def test_what_libcst_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> Any:
        raise cst.ParserSyntaxError("no", lines=["x"], raw_line=1, raw_column=0)

    source = Source.from_text("def f():\n    pass\n")
    monkeypatch.setattr(cst, "parse_module", refuse)
    with pytest.raises(NotReadable, match="^libcst can't read line 1: "):
        source.piece(source.keep(source.tree.body[0]))


@pytest.mark.parametrize("error", [RecursionError, MemoryError])
def test_what_is_nested_too_deeply(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def refuse(text: str) -> Any:
        raise error

    source = Source.from_text("x = 1\ny = 2\n")
    monkeypatch.setattr(cst, "parse_module", refuse)
    with pytest.raises(NotReadable, match="^the code at line 2 is nested too deeply$"):
        source.piece(source.keep(source.tree.body[1]))


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
    piece = source.piece(source.keep(source.tree.body[0]))
    site = Site(piece, piece.statement)
    assert site.position() == (1, 0)
    assert site.file is source
    assert site.text(piece.statement) == "x = f( 1, 2)"


def test_cache_lets_go_of_what_was_used_longest_ago() -> None:
    cache: Cache[str, int] = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert [cache.get(name) for name in "abc"] == [1, None, 3]


STATEMENTS = """\
import functools
a, b = 1, 2; y = [
    3,
    4]; z = 5
@functools.cache
def f(n): return n
class C:
    x = 1; w: int = 2
    @property
    @functools.cache
    def g(self):
        '''
 text
'''
        def inner(): return 6
        return inner
    if y:
        async def h(self): return 'é'; k = 7
é = 'é'; v = (
8)
""".replace("    ", "\t")


def test_statements_are_read_again_as_they_were(tmp_path: Path) -> None:
    """Once a file's tree is gone, its statements are parsed from where they stood: the same code, with the same line numbers."""
    path = tmp_path / "m.py"
    path.write_text(STATEMENTS, encoding="utf-8")
    source = Source.from_text(STATEMENTS, str(path))
    nodes = [n for n in ast.walk(source.tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign, ast.AnnAssign))]
    keep = [source.keep(node) for node in nodes]
    assert len(keep) == 12 and all(kept.node is node for kept, node in zip(keep, nodes))
    source.settle()
    for kept, node in zip(keep, nodes):
        again = kept.node
        assert again is not node and again is kept.node
        assert ast.dump(again) == ast.dump(node) and again.lineno == node.lineno


def test_a_file_that_has_changed_since(tmp_path: Path) -> None:
    """Nothing is known of its statements any more."""
    path = tmp_path / "m.py"
    path.write_text(STATEMENTS, encoding="utf-8")
    source = Source.from_text(STATEMENTS, str(path))
    keep = [source.keep(node) for node in source.tree.body if isinstance(node, (ast.FunctionDef, ast.Assign))]
    path.write_text("(\n" * 30, encoding="utf-8")
    source.settle()
    for kept in keep:
        assert ast.unparse(kept.node) in ("def f(*_, **__):\n    pass", "_ = ...")


@settings(derandomize=True, database=None)
@given(st.text(alphabet="aé😀\u2028\t日", max_size=12), st.integers(0, 12))
def test_character_column(line: str, column: int) -> None:
    """ast counts UTF-8 bytes, flake8 characters."""
    column = min(column, len(line))
    assert character_column(line, len(line[:column].encode())) == column
