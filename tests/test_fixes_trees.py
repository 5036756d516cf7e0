"""From nodes of Python's ast to those of libcst, and from changes of these to the smallest edits."""
from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Callable

import libcst as cst
import pytest

from flake8_torchstate.code.source import lines_of
from flake8_torchstate.config import Config
from flake8_torchstate.fixers.changes import Changes, if_certain, trimmed
from flake8_torchstate.fixers.fixes import edited, fix_text
from flake8_torchstate.report.findings import Edit, Fix, Refusal
from flake8_torchstate.report.trees import NoFix, Tree, Unreadable

EVERYTHING = '''\
import math


@decorated("of the class")
class Größe(Base, metaclass=Meta):
    """A class."""

    x: "int" = 1; y = (x, 2); z = x,

    @decorated("of the method")
    async def f(this, *args, wide="ü", **more):
        if (a := this.ä["ö"]) and not b: c = d; e = (g)
        elif a is None: pass
        else:
            ((this.h)) = [i for i in (1, 2) if i], {**more}, {1, *args}, (j for j in "é"), ()
        try:
            with open("ß") as stream, (lock):
                await stream[1:2, ::3].read(*args, key=lambda k: -k ** 2)
        except (ValueError, KeyError) as error:
            raise error from None
        finally:
            del this.l, this.m
        for n, *o in sorted(p if q else r for q in s):
            this.t = this.u = 1 if False else \\
                2 + 3
        return f"{a!r:>{n}}" "b" 'c' + f'{d}'
'''


def unit(text: str, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef:
    """The function or class of a name."""
    found = next(n for n in ast.walk(ast.parse(text)) if getattr(n, "name", None) == name)
    assert isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    return found


def below(node: ast.AST) -> list[ast.expr | ast.stmt]:
    """The statements and expressions below a node, without decorators, parameters and the insides of strings."""
    found: list[ast.expr | ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.arguments) or child in getattr(node, "decorator_list", ()):
            continue
        # to libcst these are forms of the argument or of the subscript, and no expressions
        shared = isinstance(node, (ast.Call, ast.Subscript)) and isinstance(child, (ast.GeneratorExp, ast.Tuple, ast.Slice, ast.Starred))
        if isinstance(child, (ast.expr, ast.stmt)) and not isinstance(child, ast.Slice) and not shared:
            found.append(child)
        found += below(child) if not isinstance(child, ast.JoinedStr) else []
    return found


@pytest.mark.parametrize("name", ["Größe", "f"])
def test_each_node_is_found(name: str) -> None:
    """What is found has the text that Python's own ast says."""
    around = unit(EVERYTHING, name)
    tree = Tree(lines_of(EVERYTHING), around)
    nodes = below(around)
    assert len(nodes) > 80
    for node in nodes:
        found = tree.find(node)
        spans = [tree.code.text[start:end] for start, end in tree.code.spans(found)]
        assert ast.get_source_segment(EVERYTHING, node) in spans
        assert isinstance(found, cst.BaseExpression if isinstance(node, ast.expr) else (cst.BaseSmallStatement, cst.BaseCompoundStatement))


def test_code_that_is_nested_too_deeply_has_no_tree() -> None:
    text = f"def f():\n    x = {'not ' * 600}x\n"
    with pytest.raises(Unreadable):
        Tree(lines_of(text), unit(text, "f"))


def test_a_class_beside_code_that_is_nested_too_deeply_is_fixed() -> None:
    text = ("import torch\nfrom torch import nn\n\n\ndef deep():\n    return {}\n\n\n"
            "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.mask = {}\n").format("not " * 600 + "deep", "{}")
    one = fix_text(text.format("torch.ones(2)"), "model.py", Config(debug=True))
    assert one.text == text.format('self.register_buffer("mask", torch.ones(2), persistent=False)').replace("self.mask = ", "")


# --- changes


def changed(text: str, make: Callable[[Changes, Callable[[str], cst.CSTNode]], None]) -> str:
    """A function `f` after changes: these are given what finds the node of a text, and the edits must come to the new tree."""
    text = textwrap.dedent(text)
    around = unit(text, "f")
    tree = Tree(lines_of(text), around)

    def node(wanted: str) -> cst.CSTNode:
        return next(tree.find(n) for n in below(around) if ast.get_source_segment(text, n) == wanted)

    changes = Changes(tree)
    make(changes, node)
    return edited(text, changes.edits())


def test_two_nested_changes_both_survive() -> None:
    def make(changes: Changes, node: Callable[[str], cst.CSTNode]) -> None:
        changes.wrap(node("b(1)"), "inner")
        changes.wrap(node("a(b(1), 2)"), "outer", "key=3")
        changes.wrap(node("1"), "innermost")

    assert changed("def f():\n    x = a(b(1), 2)  # c\n", make) == "def f():\n    x = outer(a(inner(b(innermost(1))), 2), key=3)  # c\n"


def test_edits_are_the_smallest() -> None:
    text = "def f():\n    x = [\n        a(1),  # one\n        bbb(2),\n    ]\n    y = 2\n"
    tree = Tree(lines_of(text), unit(text, "f"))
    changes = Changes(tree)
    first = ast.parse(text).body[0]
    assert isinstance(first, ast.FunctionDef) and isinstance(first.body[0], ast.Assign)
    changes.wrap(tree.find(first.body[0].value), "List")
    assert changes.edits() == [Edit((2, 8), (2, 8), "List("), Edit((5, 5), (5, 5), ")")]
    assert changes.edits() == changes.edits(), "asking for them changes nothing"


@pytest.mark.parametrize(("old", "new", "gap"), [
    ("same", "same", None), ("", "new", (0, 0, "new")), ("old", "", (0, 3, "")), ("aXb", "aYb", (1, 2, "Y")),
    ("aa", "aaa", (2, 2, "a")), ("aaa", "aa", (2, 3, "")), ("a, b", "a, c, b", (3, 3, "c, ")),
])
def test_trimmed(old: str, new: str, gap: tuple[int, int, str] | None) -> None:
    assert trimmed(0, old, new) == gap
    if gap is not None:
        assert old[:gap[0]] + gap[2] + old[gap[1]:] == new


REMOVED = [
    ("def f():\n    # above\n    x = 1  # behind\n    # below\n    y = 2\n", "def f():\n    # above\n    # behind\n    # below\n    y = 2\n"),
    ("def f():\n    y = 2\n\n    # above\n    x = 1\n", "def f():\n    y = 2\n\n    # above\n"),
    ("def f():\n    y = 2\n\n    # above\n    x = 1", "def f():\n    y = 2\n\n    # above"),
    ("def f():\n    y = 2\n    x = 1", "def f():\n    y = 2"),
    ("def f():\n    # above\n    x = 1; y = 2; z = 3  # behind\n", "def f():\n    # above\n    y = 2; z = 3  # behind\n"),
    ("def f():\n    y = 2; x = 1; z = 3\n", "def f():\n    y = 2; z = 3\n"),
    ("def f():\n    y = 2; x = 1;\n", "def f():\n    y = 2;\n"),
    ("def f():\n    if a: y = 2; x = 1  # behind\n", "def f():\n    if a: y = 2  # behind\n"),
    ("def f():\n    x = 1\n    \x0c\n    if a:\n        pass\n", "def f():\n    \x0c\n    if a:\n        pass\n"),
    ("class A:\n\n\tdef f():\n\t  x = 1\n\t  # next\n\t  @g\n\t  def h(): pass\n", "class A:\n\n\tdef f():\n\t  # next\n\t  @g\n\t  def h(): pass\n"),
]


@pytest.mark.parametrize(("before", "after"), REMOVED)
def test_remove(before: str, after: str) -> None:
    assert changed(before, lambda changes, node: changes.remove(node("x = 1"))) == after
    ast.parse(after)


@pytest.mark.parametrize("text", ["def f():\n    x = 1\n", "def f(): x = 1\n", "def f():\n    if a: x = 1\n    y = 2\n"])
def test_the_only_statement_of_a_block_stays(text: str) -> None:
    with pytest.raises(NoFix):
        changed(text, lambda changes, node: changes.remove(node("x = 1")))


@pytest.mark.parametrize(("before", "after"), [
    ("def f():\n    x = 1  # c\n", "def f():\n    a\n    b  # c\n"),
    ("def f():\n    # c\n    x = 1;\n", "def f():\n    # c\n    a\n    b;\n"),
    ("def f():\n    y = 2; x = 1; z = 3\n", "def f():\n    y = 2; a; b; z = 3\n"),
    ("def f(): x = 1", "def f(): a; b"),
    ("if 1:\n\tdef f():\n\t\tx = 1\n", "if 1:\n\tdef f():\n\t\ta\n\t\tb\n"),
])
def test_split(before: str, after: str) -> None:
    def two(_: object) -> list[cst.BaseSmallStatement]:
        return [cst.Expr(cst.Name("a")), cst.Expr(cst.Name("b"))]

    assert changed(before, lambda changes, node: changes.split(node("x = 1"), two)) == after


@pytest.mark.parametrize(("before", "on_top", "after"), [
    ("def f():\n\n    # c\n    x = 1\n", True, "def f():\n\n    new\n    # c\n    x = 1\n"),
    ("def f():\n\n    # c\n    x = 1\n", False, "def f():\n    new\n\n    # c\n    x = 1\n"),
    ("def f(): x = 1\n", True, "def f(): new; x = 1\n"),
    ("def f():\n    y = 2; x = 1\n", True, "def f():\n    y = 2; new; x = 1\n"),
    ("def f():\n\tx = 1", True, "def f():\n\tnew\n\tx = 1"),
])
def test_insert(before: str, on_top: bool, after: str) -> None:
    new = cst.SimpleStatementLine([cst.Expr(cst.Name("new"))])
    assert changed(before, lambda changes, node: changes.insert(node("x = 1"), new, on_top=on_top)) == after


def test_a_comment_that_would_be_lost_is_a_reason_for_no_fix() -> None:
    def make(changes: Changes, node: Callable[[str], cst.CSTNode]) -> None:
        changes.replace(node("[1]"), lambda _: cst.parse_expression("[]"))
        changes.replace(node("(\n        # c\n        a\n    )(2)"), lambda call: call.with_changes(func=cst.Name("b")))

    assert changed("def f():\n    x = [1]\n", lambda changes, node: changes.replace(node("[1]"), lambda _: cst.Name("a"))) == "def f():\n    x = a\n"
    with pytest.raises(NoFix):
        changed("def f():\n    x = [1], (\n        # c\n        a\n    )(2)\n", make)


def test_nothing_to_change_is_no_fix() -> None:
    with pytest.raises(NoFix):
        changed("def f():\n    x = 1\n", lambda changes, node: changes.replace(node("1"), lambda one: one))


def test_only_what_says_that_it_is_not_certain_is_taken_for_no_fix() -> None:
    @if_certain
    def fixer(error: Exception | None) -> Fix:
        if error is not None:
            raise error
        return Fix("Do it", (), True)

    assert fixer(None) == Fix("Do it", (), True)
    assert fixer(NoFix("it isn't known")) == Refusal("it isn't known")
    assert fixer(RecursionError()) == Refusal("the code is nested too deeply")
    with pytest.raises(cst.CSTValidationError) as wrong:
        changed("def f():\n    x = (y)if z else 2\n", lambda changes, node: changes.replace(node("y"), lambda y: y.with_changes(lpar=(), rpar=())))
    assert isinstance(fixer(wrong.value), Refusal), "yif is no code"
    with pytest.raises(KeyError):
        fixer(KeyError())


# --- whole files


@pytest.mark.parametrize("text", [
    "\ufeff# -*- coding: utf-8 -*-\r\nimport torch\r\n\x0c\r\nclass M(torch.nn.Module):\r\n\tdef __init__(self):\r\n"
    "\t\tsuper().__init__() \r\n\t\t\x0c\r\n\t\tself.mask = torch.ones(2)   # ü\r\n\r\n  # end\t",
    "import torch\nclass M(torch.nn.Module):\n def __init__(self):\n  super().__init__()\n  x = '''\x0c\u2028\n'''; self.mask = torch.ones(2)",
])
def test_nothing_else_changes_by_a_byte(text: str) -> None:
    fixed = fix_text(text, "model.py", Config(debug=True)).text
    assert fixed == text.replace("self.mask = torch.ones(2)", 'self.register_buffer("mask", torch.ones(2), persistent=False)')


def test_where_no_fixes_are_wanted_nothing_of_them_is_imported() -> None:
    code = ("import sys\nfrom flake8_torchstate.analysis import check_source\n"
            "text = 'import torch\\nclass M(torch.nn.Module):\\n    def __init__(self):\\n        self.m = [torch.nn.Linear(2, 2)] * 2\\n'\n"
            "assert {f.code for f in check_source(text)} == {'TSM105'}\n"
            "assert not [m for m in sys.modules if m.startswith('flake8_torchstate.fixers')]\n")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""
