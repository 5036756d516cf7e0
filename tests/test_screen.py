"""screen.py and forms/: what is let pass holds nothing, and what holds nothing is let pass."""
from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_torchstate.analysis import check, check_source
from flake8_torchstate.code.classes import classes_of
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.code.project import Project
from flake8_torchstate.screen import looked_at, screen_of
from flake8_torchstate.code.source import Source
from tests.base_programs import pair
from tests.helpers import CASES, DEFAULT, ROOT, dedent, parses, read, some_by_default
from tests.screen_programs import small_program
from tests.torch.generate import program

FUZZ = os.environ.get("FLAKE8_TORCHSTATE_FUZZ")  # how many generated programs, instead of a few
PROGRAMS = int(FUZZ or 300)
EVERY_CLASS = replace(DEFAULT, screened=False)
FILES = sorted(CASES.rglob("*.py"))
HEAD = "import torch\nimport torch.nn.functional as F\nfrom functools import partial\nfrom torch import nn\n\n\n"


def both(text: str, path: str) -> tuple[list[Finding], list[Finding]]:
    """The findings with the screen and without it, but for those that say that a class wasn't followed to its end."""
    found = (check_source(text, path, config) for config in (DEFAULT, EVERY_CLASS))
    with_screen, without = ([f for f in each if f.code != "TSM000"] for each in found)
    return with_screen, without


@pytest.mark.parametrize("path", some_by_default(FILES, lambda path: path.stem))
def test_cases_are_the_same_without_it(path: Path) -> None:
    try:
        with_screen, without = both(read(path), str(path))
    except SyntaxError:
        pytest.skip("no Python")
    assert with_screen == without


@settings(max_examples=int(FUZZ or 30), deadline=None)
@given(st.integers(0, 10 ** 6))
def test_generated_classes_are_the_same_without_it(seed: int) -> None:
    with_screen, without = both(program(seed), "generated.py")
    assert with_screen == without


def suspects(text: str) -> list[str]:
    """The classes of a text that are analysed."""
    project = Project()
    scope = project.enter(Source.from_text(HEAD + dedent(text), "model.py"))
    found = [info.name for info in looked_at(scope, DEFAULT)]
    project.leave()
    return found


LET_PASS = {
    "layers": "self.a = nn.Linear(1, 2)\nself.n = n\nself.b = nn.Sequential(self.a, nn.ReLU()) if n else nn.Identity()",
    "list of layers": "layers = []\nfor i in range(n):\n    layers.append(nn.Linear(i, i))\nself.l = nn.Sequential(*layers)",
    "parameters": "self.p = nn.Parameter(torch.zeros(n))\nself.q = nn.Parameter(torch.randn(n) * 0.02)\nself.n = n * 2",
    "buffers": "self.register_buffer('b', torch.arange(n))\nself.register_buffer('c', None, persistent=False)",
    "one or the other": "if n:\n    self.head = nn.Linear(1, 1)\nelse:\n    self.head = None",
    "a class that is called": "layer = nn.Linear\nself.a = layer(1, 2)\nnorm = partial(nn.LayerNorm, eps=1e-6)\nself.b = norm(n)",
    "configuration": "self.info = [dict(size=n, name=f'stage{i}') for i in range(4)]\nself.sizes = tuple(n for _ in range(3))",
    "floats of chance": "self.a = nn.Parameter(torch.normal(0, n, size=(3,)))\nself.b = nn.Parameter(torch.log(torch.arange(1, 4)))",
    "an item of a list of layers": "layers = [nn.ReLU(), nn.Linear(1, 1)]\nlayers[0] = nn.Identity()\nself.a = nn.Sequential(*layers)",
}
LET_PASS_HEAD = "import math\n\n\ndef make(n):\n    return torch.ones(n), 1.0\n\n\n"


@pytest.mark.parametrize("body", LET_PASS.values(), ids=LET_PASS)
def test_what_holds_nothing_is_let_pass(body: str) -> None:
    head = f"{LET_PASS_HEAD}class M(nn.Module):\n    def __init__(self, n, layer: nn.Module | None = None):\n        super().__init__()\n"
    assert suspects(head + indented(body)) == []


HANDED_ON = {
    "another name": "items = []\nother = items\nother.append(torch.zeros(2))\nself.items = items",
    "an annotated name": "items = []\nother: list = items\nother += [torch.zeros(2)]\nself.items = items",
    "two names at once": "a = b = []\na.append(torch.zeros(2))\nself.items = b",
    "names of a tuple": "items = []\na, b = items, 1\na.append(torch.zeros(2))\nself.items = items",
    "a walrus": "items = []\n(other := items).append(1)\nother.append(torch.zeros(2))\nself.items = items",
    "a choice": "items = []\nother = items if n else None\nother.append(torch.zeros(2))\nself.items = items",
    "no name": "items = []\n(n or items).append(torch.zeros(2))\nself.items = items",
    "an attribute": "self.items = []\nitems = self.items\nitems.append(torch.zeros(2))",
    "an item": "items = {'a': []}\na = items['a']\na.append(torch.zeros(2))\nself.items = items",
    "an item of a loop": "items = {}\nfor part in [items]:\n    part['a'] = torch.zeros(2)\nself.items = items",
    "its method": "items = []\nadd = items.append\nadd(torch.zeros(2))\nself.items = items",
    "a function": "items = []\nfill(items)\nself.items = items",
    "a function in the function": "items = []\ndef add(into):\n    into.append(torch.zeros(2))\nadd(items)\nself.items = items",
}


@pytest.mark.parametrize("body", HANDED_ON.values(), ids=HANDED_ON)
def test_a_container_that_is_filled_under_another_name(body: str) -> None:
    """The tensor is in the attribute's container all the same, and in no state_dict()."""
    with_screen, without = both(constructor(body, "def fill(into):\n    into.append(torch.zeros(2))\n\n\n"), "model.py")
    assert [f.code for f in with_screen] == ["TSM103"] and with_screen == without


CHILD_SET = {
    "an assignment": "def init(m):\n    m.weight = torch.zeros(2)\ninit(self.lin)",
    "setattr": "def init(m):\n    setattr(m, 'weight', torch.zeros(2))\ninit(self.lin)",
    "a lambda": "init = lambda m: setattr(m, 'weight', torch.zeros(2))\ninit(self.lin)",
    "a name in a variable": "name = 'weight'\nsetattr(self.lin, name, 3)",
}


@pytest.mark.parametrize("body", CHILD_SET.values(), ids=CHILD_SET)
def test_an_attribute_of_a_child_that_is_set_elsewhere(body: str) -> None:
    """Over a Parameter PyTorch takes neither a plain tensor nor a number: TypeError."""
    with_screen, without = both(constructor(f"self.lin = nn.Linear(2, 2)\n{body}"), "model.py")
    assert [f.code for f in with_screen] == ["TSM203"] and with_screen == without


INTEGERS = {
    "a function's default": "self.it = nn.Parameter(filled())",
    "a function's default dtype": "self.it = nn.Parameter(of_type(3))",
    "a function that is asked for no dtype": "self.it = nn.Parameter(counted(3))",
    "an argument": "self.it = nn.Parameter(torch.tensor(size))",
    "a dtype in a dict": "kwargs = {'dtype': torch.int64}\nself.it = nn.Parameter(torch.ones(3, **kwargs))",
    "a dtype of the class": "self.it = nn.Parameter(torch.zeros(3, dtype=self.kind))",
    "a tensor's dtype": "self.it = nn.Parameter(torch.ones(3).to(torch.long))",
    "a type by name": "self.it = nn.Parameter(torch.ones(3).type(torch.LongTensor))",
    "a method": "self.it = nn.Parameter(torch.eye(3).bool())",
    "a comparison": "self.it = nn.Parameter(torch.ones(3) > 1)",
    "a frozen Parameter": "x = nn.Parameter(torch.arange(3), requires_grad=False)\nself.it = nn.Parameter(x + 1)",
    "a tensor like another": "self.it = nn.Parameter(torch.full_like(torch.arange(3), 2))",
    "a list of numbers": "numbers = [1, 2, 3]\nself.it = nn.Parameter(torch.tensor(numbers) * 2)",
    "a list of a range": "self.it = nn.Parameter(torch.tensor([i for i in range(3)]))",
    "a view": "self.it = nn.Parameter(torch.arange(3).T)",
    "a buffer": "self.register_buffer('order', torch.arange(3))\nself.it = nn.Parameter(self.order)",
    "a class of tensors": "self.it = nn.Parameter(torch.LongTensor([1, 2]))",
    "a length": "self.it = nn.Parameter(torch.tensor(len([1])))",
}
INTEGERS_HEAD = """\
def filled(n=3):
    return torch.full((2,), n)


def of_type(n, dtype=torch.long):
    return torch.ones(n, dtype=dtype)


def counted(n, dtype: torch.dtype | None = None):
    return torch.arange(n, dtype=dtype)


class M(nn.Module):
    kind = torch.int32

    def __init__(self, size: int):
        super().__init__()
"""


@pytest.mark.parametrize("body", INTEGERS.values(), ids=INTEGERS)
def test_a_parameter_of_integers(body: str) -> None:
    """None of them can require grad: RuntimeError."""
    with_screen, without = both(HEAD + INTEGERS_HEAD + indented(body), "model.py")
    assert [f.code for f in with_screen] == ["TSM305"] and with_screen == without


REPLACED = {
    "in between nothing": "",
    "a read of another": "print(self.other)",
    "a read in a function that isn't called": "def show():\n    print(self.layer)",
    "a read that is left out": "False and print(self.layer)",
}


@pytest.mark.parametrize("between", REPLACED.values(), ids=REPLACED)
def test_a_layer_that_is_replaced_unread(between: str) -> None:
    """Its weights are gone, and nothing has seen them."""
    body = f"self.other = 1\nself.layer = nn.Linear(1, 1)\n{between}\nself.layer = nn.Linear(1, 1)\nprint(self.layer)"
    with_screen, without = both(constructor(body), "model.py")
    assert [f.code for f in with_screen] == ["TSM202"] and with_screen == without


READ = {
    "a read": "print(self.layer)",
    "a read under a condition": "if n:\n    print(self.layer)",
    "a read in an operand": "n and print(self.layer)",
    "a read in a method": "self.show()",
    "a round of a loop": "for _ in range(2):\n    self.layer = nn.Conv1d(1, 1, 1)\n    print(self.layer)",
}


@pytest.mark.parametrize("between", READ.values(), ids=READ)
def test_a_layer_that_is_replaced_when_it_was_read(between: str) -> None:
    show = "\n    def show(self):\n        print(self.layer)\n"
    text = constructor(f"self.layer = nn.Linear(1, 1)\n{between}\nself.layer = nn.Linear(1, 1)")
    with_screen, without = both(text + show, "model.py")
    assert with_screen == without and ("TSM202", text.count("\n")) not in [(f.code, f.line) for f in with_screen]


def constructor(body: str, head: str = "") -> str:
    """A file with one class, whose constructor has this body."""
    return f"{HEAD}{head}class M(nn.Module):\n    def __init__(self, n=None):\n        super().__init__()\n{indented(body)}"


def indented(body: str) -> str:
    """The lines of a constructor's body where they stand in a class."""
    return "".join(f"        {line}\n" for line in body.splitlines())


def test_methods_of_a_healthy_class_are_let_pass() -> None:
    assert suspects("""
        class M(nn.Module):
            def __init__(self, n: int):
                super().__init__()
                self.head = nn.Linear(n, n)
                self.apply(self.init)

            def init(self, m):
                if isinstance(m, nn.Linear):
                    nn.init.zeros_(m.bias)

            def reset(self, n):
                self.head = nn.Linear(n, n) if n else nn.Identity()

            def forward(self, x):
                return F.relu(self.head(x))
        """) == []


FAR_BASE = """
    import torch
    from torch import nn

    MAKERS = {}


    class Auto:
        @classmethod
        def of(cls, config, **options):
            if type(config) in MAKERS:
                return MAKERS[type(config)](config, **options)
            raise ValueError(config)

        @classmethod
        def table(cls, config):
            return torch.zeros(config.size) if config.size else None

        @classmethod
        def stack(cls, config):
            return [nn.Linear(2, 2) for _ in range(config.depth)]


    class Root(nn.Module):
        @classmethod
        def built(cls, config):
            return cls(config)

        def finish(self, depth=0):
            while depth:
                depth -= 1
            self.late = nn.Linear(2, 2)

        def start(self, module):
            pass


    class Base(Root):
        def __init__(self, n, *given):
            super().__init__()
            self.lin = nn.Linear(2, 2)
            self.scale = nn.Parameter(torch.ones(1))
            self.twice = None
            self.twice = nn.Linear(2, 2)
            self.count = 3
            self.add_table("told")
            setattr(self, "size", 4)

        def finish(self, depth=0):
            while depth:
                depth -= 1
            super().finish(depth)

        def begin(self, depth=0):
            while depth:
                depth -= 1
            self.start(self.lin)

        def add_table(self, name):
            self.register_buffer(name, None)

        def again(self, depth=0):
            while depth:
                depth -= 1
            self.build()
            self.register_buffer("shift", None)
            self.scales = 3

        def renew(self):
            self.attach(nn.Linear(2, 2))

        def attach(self, layer):
            pass

        def use(self, x):
            print(nn.Linear(2, 2)(x))
    """
FAR = {
    "what a class method makes of what isn't known": ("self.own = Auto.of(n.vision, dtype=None)\nself.other = Base.built(n)", "", ""),
    "a class method gives a tensor": ("self.table = Auto.table(n)", "", "TSM101"),
    "a class method gives layers in a list": ("self.stack = Auto.stack(n)", "", "TSM105"),
    "a tensor over what a class method makes": ("self.other = Base.built(n)\nself.other = torch.ones(2)", "", "TSM203"),
    "a layer over a base's": ("self.lin = nn.Linear(3, 3)", "", ""),
    "a base's layer is deleted": ("del self.lin\nn = 3\ndel n", "", ""),
    "a layer over a child's Parameter": ("self.norm = nn.LayerNorm(2)\nself.norm.weight = nn.ReLU()", "", "TSM203"),
    "a registration of what a base has as a number": ("self.register_buffer('count', None)", "", "TSM201"),
    "a property that a base assigns to": ("", """
        @property
        def count(self):
            return 4
        """, "TSM203"),
    "a registration of a name that a base gives": ("self.register_parameter('told', None)", "", "TSM201"),
    "a buffer over what a base sets by a name": ("self.size = nn.Buffer(torch.ones(2))", "", "TSM201"),
    "a number over a base's layer that was nothing": ("self.twice = 3", "", "TSM203"),
    "a layer over a base's layer that was nothing": ("self.twice = nn.ReLU()", "", ""),
    "a layer over a base's Parameter": ("self.scale = nn.ReLU()", "", "TSM203"),
    "a base registers a layer's name": ("self.shift = nn.ReLU()\nself.again()", "def build(self):\n    pass", "TSM201"),
    "a base has a number for a layer's name": ("self.scales = nn.ReLU()\nself.again()", "def build(self):\n    pass", "TSM203"),
    "a base registers it after its call": ("self.again()", "def build(self):\n    self.shift = nn.ReLU()", "TSM201"),
    "weights are initialised": ("self.begin()", """
        def start(self, module):
            super().start(module)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)
                module.weight.data.fill_(1)
        """, ""),
    "what is given later": ("self.norm = nn.LayerNorm(2)", """
        def set_layer(self, layer):
            self.lin = layer
            self.norm.inner = layer.weight
        """, ""),
    "a tensor over what a base's base registers": ("self.finish()\nself.late = torch.ones(2)", "", "TSM203"),
    "a registration of what a base's base registers": ("self.finish()\nself.register_buffer('late', None)", "", "TSM201"),
    "a tensor over a base's layer": ("self.lin = torch.ones(2)", "", "TSM203"),
    "a tensor over what was deleted": ("del self.lin\nself.lin = torch.ones(2)", "", "TSM101"),
    "a method that a base calls sets a tensor": ("self.begin()", """
        def start(self, module):
            self.table = torch.ones(2)
        """, "TSM101"),
    "a method that a base calls fills a list": ("self.items = []\nself.begin()", """
        def start(self, module):
            self.items.append(self.lin)
            self.items.append(nn.Linear(2, 2))
        """, "TSM105"),
    "a method that a base gives a new layer keeps it": ("self.items = []", """
        def attach(self, layer):
            self.items.append(layer)

        def forward(self, x):
            self.renew()
            return x
        """, "TSM105"),
    "a base makes a layer for itself at each call": ("self.items = []", """
        def forward(self, x):
            self.use(x)
            return x
        """, ""),
    "a number for a child's weight": ("self.norm = nn.LayerNorm(2)", """
        def set_layer(self, layer):
            self.norm.weight = 3
        """, "TSM203"),
    "a dict over a layer of the same method": ("", """
        def renew(self):
            self.other = nn.ModuleList([nn.ReLU()])
            self.other = dict(k=3)
        """, "TSM203"),
    "a number over a layer": ("", """
        def set_layer(self, layer):
            layer = 3
            self.lin = layer
        """, "TSM203"),
}


@pytest.mark.parametrize("kind", FAR)
def test_what_a_base_of_another_file_has(kind: str, tmp_path: Path) -> None:
    """Layers may be replaced and deleted and get what is given later; what else goes over them is found."""
    (tmp_path / "base.py").write_text(dedent(FAR_BASE), encoding="utf-8")
    body, methods, code = FAR[kind]
    head = "from base import Auto, Base\n\n\nclass M(Base):\n    def __init__(self, n):\n        super().__init__(n)\n"
    text = f"{HEAD}{head}{indented(body)}\n{textwrap.indent(dedent(methods), '    ')}"
    for config in (DEFAULT, EVERY_CLASS):
        path = str(tmp_path / "net.py")
        assert [f.code for f in check(Source.from_text(text, path), config, Project())] == ([code] if code else [])
    project = Project()
    scope = project.enter(Source.from_text(text, path))
    assert bool(looked_at(scope, DEFAULT)) is (bool(code) or kind == "what is given later")


def test_what_a_base_of_another_file_fills_later_is_not_told_here(tmp_path: Path) -> None:
    """The line that fills it is the other file's, where nothing is known of what it fills."""
    (tmp_path / "base.py").write_text(dedent("""
        from torch import nn


        class Base(nn.Module):
            def fill(self):
                self.table["a"] = nn.Linear(2, 2)
        """), encoding="utf-8")
    text = dedent("""
        from torch import nn
        from base import Base


        class Net(Base):
            def __init__(self):
                super().__init__()
                self.table = {}

            def forward(self, x):
                self.fill()
                return nn.Linear(2, 2)(x)
        """)
    for config in (DEFAULT, EVERY_CLASS):
        assert [f.code for f in check(Source.from_text(text, str(tmp_path / "net.py")), config, Project())] == ["TSM108"]


def test_doubts_say_why() -> None:
    project = Project()
    scope = project.enter(Source.from_text(HEAD + "class M(nn.Module):\n    def __init__(self):\n        self.a = nn.Linear(1, 1)\n"))
    screen = screen_of(project, DEFAULT)
    assert [screen.doubts(info) for info in classes_of(scope)] == ["what 'a' is"]


def test_a_mistake_that_another_file_makes_possible(tmp_path: Path) -> None:
    """A file that says nothing of torch itself, in a tree that does."""
    (tmp_path / "base.py").write_text("import torch\n\n\nclass Base(torch.nn.Module):\n    pass\n\n\ndef make():\n    return torch.ones(1)\n")
    text = "from base import Base, make\n\n\nclass Net(Base):\n    def __init__(self):\n        super().__init__()\n        self.t = make()\n"
    project = Project()
    for number in range(12):
        path = tmp_path / f"net{number}.py"
        path.write_text(text)
        assert project.may_hold_modules(str(path), text)
        assert [f.code for f in check(Source.from_text(text, str(path)), DEFAULT, project)] == ["TSM101"]


def test_a_tree_without_torch_is_not_parsed(tmp_path: Path) -> None:
    project = Project()
    (tmp_path / "base.py").write_text("class Base:\n    pass\n")
    text = "from base import Base\n\n\nclass Net(Base):\n    pass\n"
    asked = [project.may_hold_modules(str(tmp_path / f"net{number}.py"), text) for number in range(12)]
    assert asked[:3] == [True] * 3 and asked[-1] is False
    assert project.may_hold_modules(str(tmp_path / "net.py"), text + "import torch\n")
    assert project.may_hold_modules(str(tmp_path / "net.py"), "from transformers import PreTrainedModel\n" + text)


CLEAN = dedent("""
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.a = nn.Linear(n, n)
            self.p = nn.Parameter(torch.zeros(n))
    """)
LOADED = """
import ast, sys
from flake8_torchstate.plugin import TorchStatePlugin
text = sys.stdin.read()
list(TorchStatePlugin(ast.parse(text), "model.py", text.splitlines(keepends=True)).run())
print(*sorted(name for name in ("libcst", "flake8_torchstate.analysis", "flake8_torchstate.run.machine", "flake8_torchstate.knowledge.torch_facts") if name in sys.modules))
"""


@pytest.mark.parametrize("text, loaded", [
    ("x = 1\n", ""),
    ("class A(dict):\n    x = 1\n", ""),
    ("import os\n\n\nclass A(os.PathLike):\n    def __init__(self):\n        self.x = [1]\n", ""),
    (CLEAN, "flake8_torchstate.knowledge.torch_facts"),
    (CLEAN + "        self.t = torch.zeros(n)\n", "flake8_torchstate.analysis flake8_torchstate.knowledge.torch_facts flake8_torchstate.run.machine libcst"),
], ids=["no class", "no base of interest", "a class of the standard library", "clean", "mistaken"])
def test_what_is_loaded(text: str, loaded: str) -> None:
    """libcst and the interpreter come only with a class that is analysed, recorded facts only with one that may be a Module."""
    done = subprocess.run([sys.executable, "-c", LOADED], input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == loaded


BATCHES = [pytest.param(first, marks=[pytest.mark.slow] if first >= 100 else []) for first in range(0, PROGRAMS, 50)]


@pytest.mark.parametrize("first", BATCHES)
def test_one_construct_in_a_class(first: int) -> None:
    """What the interpreter finds in a class is found with the screen too, whatever else stands in it."""
    for seed in range(first, min(first + 50, PROGRAMS)):
        text = small_program(seed)
        if parses(text):
            found = [(f.line, f.code, f.text) for f in check_source(text, config=DEFAULT)]
            assert found == [(f.line, f.code, f.text) for f in check_source(text, config=EVERY_CLASS)], f"{seed}\n{text}"


@pytest.mark.parametrize("first", BATCHES)
def test_a_class_over_bases_of_another_file(first: int, tmp_path: Path) -> None:
    """The same where the bases of the class and what it calls stand in another file."""
    for seed in range(first, min(first + 50, PROGRAMS)):
        base, net = pair(seed)
        (tmp_path / "base.py").write_text(base, encoding="utf-8")
        found, without = ([
            (f.line, f.code, f.text) for f in check(Source.from_text(net, str(tmp_path / "net.py")), config, Project())
        ] for config in (DEFAULT, EVERY_CLASS))
        assert found == without, f"{seed}\n{base}\n\n{net}"


ORDER = {
    "base.py": """
        from torch import nn


        def fill(out):
            out[:, 0] = 1.0


        class Base(nn.Module):
            def __init__(self, n):
                super().__init__()
                self.emb = nn.Embedding(n, 4)
                fill(self.emb.weight)
    """,
    "child.py": """
        from base import Base


        class Child(Base):
            def __init__(self, n):
                super().__init__(n)
                self.n = n
    """,
}


@pytest.mark.parametrize("names", [("base.py", "child.py"), ("child.py", "base.py")], ids="-".join)
def test_the_order_of_files_says_nothing(names: tuple[str, str], tmp_path: Path) -> None:
    for name, text in ORDER.items():
        (tmp_path / name).write_text(dedent(text))
    project = Project()
    found = {name: [f.code for f in check(Source.from_text(dedent(ORDER[name]), str(tmp_path / name)), DEFAULT, project)]
             for name in names}
    assert found == {"base.py": ["TSM305"], "child.py": []}


def test_a_base_that_is_not_known_among_others(tmp_path: Path) -> None:
    """The class's own constructor is looked at, whatever stands between it and nn.Module."""
    (tmp_path / "base.py").write_text("from torch import nn\nfrom missing import Other\n\n\nclass Base(Other, nn.Module):\n"
                                      "    def __init__(self):\n        super().__init__()\n")
    head = "from base import Base\n\n\nclass M(Base):\n    def __init__(self):\n        super().__init__()\n"
    for body in ("self.u = [nn.Linear(2, 2)]", "self.t = torch.ones(2)"):
        text = HEAD + head + indented(body)
        found = [check(Source.from_text(text, str(tmp_path / "net.py")), config, Project()) for config in (DEFAULT, EVERY_CLASS)]
        assert found[0] == found[1] != []
