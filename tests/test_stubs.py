"""Functions without bodies: what stands around them is as Python's own parser has it, and their ends are right."""
from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

from flake8_torchstate.code import project
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import FUNCTIONS, FunctionNode, lines_of
from flake8_torchstate.code.stubs import stubbed

PACKAGE = Path(project.__file__).parents[1]
LIBRARY = Path(sysconfig.get_paths()["stdlib"])

SAME = {
    "plain": "import os\n\ndef f(a):\n    return a\n\n\n# a comment\nX = 1\n",
    "methods": "class A(B):\n    'doc'\n    x = 1\n\n    def f(self):\n        pass\n    y: int = 2\n\n    @p\n    @q(\n"
               "        1)\n    async def g(self) -> None:\n        def inner(): pass\n\n        # of g\n    # of A\nz = A\n",
    "on one line": "class A:\n    def f(self): return 1\n    def g(self): return 2; x = 3\ndef h(): pass\nX = 2\n",
    "in a string": "'''\ndef f():\n    pass\n'''\ndef g():\n    '''\ndef h():\n    '''\n    return 1\nX = 1\n",
    "a string after a string": "A = 'it''s \"\"\" no' # \"\"\" '''\ndef g():\n    return '\\'\\\\'\nB = \"\"\"\ndef no(): 1\n\"\"\"\n",
    "the end in a string": "def f():\n    return '''\nlast # not a comment\n# not one either'''\nX = 1\n",
    "arguments at the margin": "def f(\n    a,\n    b=')',\n):\n    return {\n        1: 2,\n}\nX = 1\n",
    "a line that goes on": "def f():\n    assert 1 == \\\n2\n    return 3\nX = 1\n",
    "under conditions": "try:\n    import a\n\n    def f(): pass\nexcept ImportError:\n    def f():\n        return 1\n"
                        "else:\n    X = 1\nif X:\n    class A:\n        def g(self):\n            pass\n",
    "tabs": "class A:\n\tdef f(self):\n\t\tif self:\n\t\t\treturn 1\n\tx = 1\n\n\tdef g(self):\n\t    return 2\ny = 1\n",
    "no newline at the end": "class A:\n    def f(self):\n        pass",
    "names": "class défi:\n    def é(self):\n        pass\n\n    def ﬁ(self): pass\n",
}
UNSURE = {
    "a form feed": "def f():\n    pass\n\x0cX = 1\n",
    "an open quote": "def f():\n    pass\nX = '''\n",
    "a comment that seems to go on": "def f():\n    return 1  # \\\nX = 1\n",
}
LEFT_OPEN = {
    "brackets at the margin": "def f():\n    x = [\n1, 2,\n]\n    return x\nX = 1\n",
    "a call at the margin": "class A:\n    def f(self):\n        g(\n    1)\n        return 1\n",
}


def around(text: str, ends: dict[int, int] | None) -> str:
    """All but the bodies of the outermost functions: of those the name, the decorators, the first line and the last."""
    class Outside(ast.NodeTransformer):
        def taken(self, node: FunctionNode) -> ast.AST:
            end = node.end_lineno if ends is None else ends.get(node.lineno)
            return ast.Tuple([*map(ast.Constant, (node.name, node.lineno, end)), *node.decorator_list], ast.Load())

        visit_FunctionDef = visit_AsyncFunctionDef = taken

        def generic_visit(self, node: ast.AST) -> ast.AST:
            if hasattr(node, "body"):  # it may end with a function
                node.__dict__.update(end_lineno=0, end_col_offset=0)
            return super().generic_visit(node)

    return ast.dump(Outside().visit(ast.parse(text)), include_attributes=True)


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_what_stands_around_functions_is_the_same(text: str) -> None:
    found = stubbed(text, lines_of(text))
    assert found is not None and around(found.text, found.ends) == around(text, None)


@pytest.mark.parametrize("text", UNSURE.values(), ids=UNSURE)
def test_what_cannot_be_told_without_parsing_is_parsed(text: str) -> None:
    assert stubbed(text, lines_of(text)) is None


@pytest.mark.parametrize("text", LEFT_OPEN.values(), ids=LEFT_OPEN)
def test_what_is_cut_at_the_wrong_place_does_not_parse(text: str) -> None:
    found = stubbed(text, lines_of(text))
    assert found is not None
    with pytest.raises(SyntaxError):
        ast.parse(found.text)


@pytest.mark.parametrize("text", [*SAME.values(), *UNSURE.values(), *LEFT_OPEN.values()], ids=[*SAME, *UNSURE, *LEFT_OPEN])
def test_other_files_have_the_same_names_and_functions(tmp_path: Path, text: str) -> None:
    (tmp_path / "other.py").write_text(text, encoding="utf-8")
    scope = Project().names_in(str(tmp_path / "other.py"))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        assert scope is None
        return
    assert scope is not None
    found = {**scope.functions, **{f"{cls.name}.{n}": m for cls in scope.classes.values() for n, m in cls.methods.items()}}
    expected = {f"{outer}{node.name}": node for outer, node in outermost(tree)}
    assert {name: ast.dump(info.node, include_attributes=True) for name, info in found.items()} == {
        name: ast.dump(node, include_attributes=True) for name, node in expected.items()}


def outermost(node: ast.AST, outer: str = "") -> list[tuple[str, FunctionNode]]:
    """The functions of a module and of its classes, each with its class and a dot before it."""
    found: list[tuple[str, FunctionNode]] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            found.append((outer, child))
        else:
            found += outermost(child, f"{child.name}." if isinstance(child, ast.ClassDef) else outer)
    return found


def test_it_is_the_same_for_real_code() -> None:
    compared = 0
    for file in [*sorted(PACKAGE.rglob("*.py")), *sorted(LIBRARY.glob("*.py"))]:
        text = file.read_text(encoding="utf-8")
        found = stubbed(text, lines_of(text))
        if found is not None:
            assert around(found.text, found.ends) == around(text, None), file
            compared += 1
    assert compared > 200
