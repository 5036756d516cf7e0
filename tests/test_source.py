"""source.py: the text of one file, where things stand in it, and statements that are read again."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_torchstate.code.source import Cache, Source, character_column, imported, walk
from flake8_torchstate.model.site import Site


@pytest.mark.parametrize("text, place", [
    ("def f():\n    x = 1\n    return mark\n", (3, 11)),
    ("def f(): return mark\n", (1, 16)),
    ("class C:\n\tdef f(self):\n\t\treturn mark\n", (3, 9)),
    ("x = 'é'\ndef f():\n    a = 'é😀'; return mark\n", (3, 21)),
    ("def f():\n    '''\n  text\n'''\n    return mark\n", (5, 11)),
    ("def f():\n    return (\n        1,\n        mark)\n", (4, 8)),
    ("def f():\n    a = '\u2028\x85\x1c'; return mark\n", (2, 22)),
    ("def f():\n    x = 1\n\f\n    return mark\n", (4, 11)),
])
def test_positions_are_in_characters(text: str, place: tuple[int, int]) -> None:
    source = Source.from_text(text)
    node = next(n for n in ast.walk(source.tree) if isinstance(n, ast.Name) and n.id == "mark")
    assert source.position(node.lineno, node.col_offset) == place
    assert source.segment(node) == "mark"


def test_a_segment_is_the_text_as_it_stands() -> None:
    source = Source.from_text("é = 'é'; y = f(\n  1)  # end\n")
    assert source.segment(source.tree.body[0]) == "é = 'é'"
    assert source.segment(source.tree.body[1]) == "y = f(\n  1)"


@pytest.mark.parametrize("statement, names", [
    ("import a", [("a", "a")]),
    ("import a.b", [("a", "a")]),
    ("import a.b as c, d", [("c", "a.b"), ("d", "d")]),
    ("from a.b import c as d, e", [("d", "a.b.c"), ("e", "a.b.e")]),
    ("from . import a", [("a", ".a")]),
    ("from .. import a as b", [("b", "..a")]),
    ("from ..a import b", [("b", "..a.b")]),
    ("from a import *", [("*", "a")]),
    ("from . import *", [("*", ".")]),
])
def test_what_an_import_binds(statement: str, names: list[tuple[str, str]]) -> None:
    node = ast.parse(statement).body[0]
    assert isinstance(node, (ast.Import, ast.ImportFrom)) and list(imported(node)) == names


def test_lines_end_plainly() -> None:
    source = Source.from_text("\ufeffa = 1\r\nb = 2\rc = '\u2028'\n")
    assert source.lines == ["a = 1\n", "b = 2\n", "c = '\u2028'\n"]


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\0'\n", "x = 'a\n"])
def test_what_python_cannot_parse(text: str) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        Source.from_text(text)


def test_sites() -> None:
    """A statement's place and end, a block has no end, and what has no statement stands where it's said to stand."""
    source = Source.from_text("é = 'é'; x = f(\n    1)\nclass C: pass\n")
    site = Site(source, source.tree.body[1])
    assert site.position() == (1, 9) and site.end() == (2, 6)
    assert Site(source, source.tree.body[2]).end() is None
    assert Site(source, None, None, (7, 3)).position() == (7, 3)


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


def test_a_walk_meets_nodes_alone() -> None:
    """A part of a t-string (Python 3.14) holds its own text in a field, beside its value."""
    class Part(ast.expr):
        _fields = ("value", "str", "format_spec")

    part = Part()
    part.__dict__.update(value=ast.Name("x", ast.Load()), str="x", format_spec=None)
    assert [type(node) for node in walk(ast.Expr(part))] == [ast.Expr, Part, ast.Name]
