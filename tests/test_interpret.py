"""interpret.py: statements, calls and methods, by the findings of the constructors that have them."""
from __future__ import annotations

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from tests.helpers import DEFAULT, EVERYTHING, codes_of, dedent, found_in

T = "torch.zeros(1)"
HEAD = "import torch\nfrom torch import nn\nimport functools\nfrom dataclasses import dataclass\n\n\n"


def found(text: str, config: Config = DEFAULT) -> list[str]:
    """Code and text of the line of each finding in a file."""
    whole = HEAD + dedent(text)
    return [f"{f.code} {whole.splitlines()[f.line - 1].strip()}" for f in check_source(whole, config=config)]


# --- statements


@pytest.mark.parametrize("body", [
    f"self.t = {T}",
    f"self.t: torch.Tensor = {T}",
    f"self.t = other = {T}",
    f"other = self.t = {T}",
    f"self.t, other = {T}, 1",
    f"(other, self.t) = (1, {T})",
    f"[other, self.t] = [1, {T}]",
    f"other, *self.rest, self.t = 1, 2, 3, {T}",
    f"t = {T}\nself.t = t",
    f"t, u = {T}, 1\nself.t = t",
    f"first, *rest = [1, {T}]\nself.t = rest[0]",
    f"self.t = (t := {T})",
    f"if (t := {T}) is not None: self.t = t",
    f"setattr(self, 't', {T})",
    f"setattr(self, name := 't', {T})",
    f"name = 't'\nsetattr(self, name, {T})",
    f"self.__setattr__('t', {T})",
    f"me = self\nme.t = {T}",
    f"this = [self]\nthis[0].t = {T}",
    f"for _ in range(3):\n    self.t = {T}",
    f"for name in ('t',):\n    setattr(self, name, {T})",
    f"for i in range(1):\n    setattr(self, f't{{i}}', {T})",
    f"while x:\n    self.t = {T}\n    break",
    f"with torch.no_grad():\n    self.t = {T}",
    f"with open('x') as f, torch.no_grad():\n    self.t = {T}",
    f"try:\n    self.t = {T}\nexcept ValueError:\n    pass",
    f"try:\n    x()\nexcept (ValueError, KeyError) as error:\n    self.t = {T}",
    f"try:\n    x()\nexcept:\n    self.t = {T}",
    f"try:\n    x()\nexcept ValueError:\n    raise\nelse:\n    self.t = {T}",
    f"try:\n    x()\nfinally:\n    self.t = {T}",
    f"match x:\n    case [a, b]:\n        self.t = {T}",
    f"match x:\n    case {{'a': 1, **rest}}:\n        self.t = {T}",
    f"match x:\n    case nn.Module() as m if m:\n        self.t = {T}",
    f"match {T}:\n    case t:\n        self.t = t",
    f"match {T}:\n    case 1 | 2:\n        pass\n    case t:\n        self.t = t",
    f"match {T}:\n    case t if x:\n        self.t = t",
    f"for _ in x:\n    continue\nelse:\n    self.t = {T}",
    f"while x:\n    x -= 1\nelse:\n    self.t = {T}",
    f"t = 1\nt = {T}\nself.t = t",
    f"t = {T}\nt += 1\nself.t = t",
    f"t = {T}\nt[0] = 1\nself.t = t",
    f"t = {T}\ndel x\nself.t = t",
    f"global G\nG = {T}\nself.t = G",
    f"assert x\nself.t = {T}",
    f"pass; self.t = {T}",
    f"self.t = None\nself.t = {T}",
    f"del self.t\nself.t = {T}",
    f"self.t = {T}\nself.t[0] = 1",
    f"self.t = {T}\nself.t += 1",
    f"self.t = {T}\nself.t.fill_(1)",
    f"self.t = {T}\nself.t.data = {T}",
    f"self.t = {T}.to(x)\nself.u = self.t.shape",
    f"def f():\n    return {T}\nself.t = f()",
    f"def f(v):\n    self.t = v\nf({T})",
    f"f = lambda: {T}\nself.t = f()",
    f"class C:\n    v = {T}\nself.t = C.v",
    "import torch as th\nself.t = th.zeros(1)",
    "from torch import zeros as z\nself.t = z(1)",
    f"t = next(iter([{T}]))\nself.t = t",
    f"values = {{}}\nvalues['t'] = {T}\nself.t = values['t']",
    f"values = []\nvalues.append({T})\nself.t = values[0]",
    f"values = [{T}]\nt = values.pop()\nself.t = t",
    f"t = x or {T}\nself.t = t",
    f"t = {T} if x else 1\nself.t = t",
    f"for i, t in enumerate([{T}]):\n    self.t = t",
    f"for k, t in {{'a': {T}}}.items():\n    self.t = t",
    f"for t, u in zip([{T}], [1]):\n    self.t = t",
    f"self.__dict__['u'] = 1\nself.t = {T}",
    f"async def f(): pass\nself.t = {T}",
    f"yield_ = [(yield)]\nself.t = {T}",
    "a, b = torch.ones(2)\nself.t = a",
    "(a, b), c = torch.ones(2), 1\nself.t = b",
    "self.a = 1\nself.t = torch.full((1,), self.a)",
    f"if x: return\nself.t = {T}",
    f"if x: raise ValueError\nself.t = {T}",
    f"for _ in range(2):\n    if x: continue\n    self.t = {T}",
    f"for _ in range(2):\n    if x: break\nself.t = {T}",
    f"with contextlib.suppress(KeyError):\n    self.t = {T}",
])
def test_tensor_is_lost(body: str) -> None:
    found_here = found_in(body, "x=None, *args, **kwargs", "import contextlib\n\n\n")
    assert [text.split()[0] for text in found_here] == ["TSM101"]


@pytest.mark.parametrize("body", [
    f"return\nself.t = {T}",
    f"raise ValueError\nself.t = {T}",
    f"if True:\n    return\nself.t = {T}",
    f"if x:\n    return\nelse:\n    raise ValueError\nself.t = {T}",
    f"for _ in ():\n    self.t = {T}",
    f"for _ in range(0):\n    self.t = {T}",
    f"for t in [{T}, 1]:\n    pass\nself.t = t",
    f"self.t = {T}\nself.t = None",
    f"self.t = {T}\ndel self.t",
    f"self.t = {T}\ndelattr(self, 't')",
    f"self.t = {T}\nself.__delattr__('t')",
    f"self.t = {T}\ndel self.t\nself.register_buffer('t', {T})",
    f"object.__setattr__(self, 't', {T})",
    f"self.__dict__['t'] = {T}",
    f"self.__dict__.update(t={T})",
    f"vars(self)['t'] = {T}",
    f"self.t = 1\nself.t = nn.Parameter({T})",
    f"def f():\n    self.t = {T}",
    f"f = lambda: setattr(self, 't', {T})",
    f"x.t = {T}",
    f"t = {T}\nself.register_buffer('t', t)",
    f"self.register_buffer(name='t', tensor={T}, persistent=False)",
    f"self.register_buffer(**{{'name': 't', 'tensor': {T}}})",
    f"self.register_buffer(*['t', {T}])",
    f"super().register_buffer('t', {T})",
    f"nn.Module.register_buffer(self, 't', {T})",
    f"getattr(self, 'register_buffer')('t', {T})",
    f"f = self.register_buffer\nf('t', {T})",
    f"for name in ('a', 'b'):\n    self.register_buffer(name, {T})",
    f"for name in x:\n    self.register_buffer(name, {T})",
    f"self.register_buffer('t', None)\nself.t = {T}",
    f"self.register_buffer('t', {T})\nself.t = self.t + 1",
    f"self.t = nn.Buffer({T})\nself.t = {T}",
    f"self.t = nn.Parameter({T})\nself.t.data = {T}",
    f"self.t = nn.Parameter({T})\nself.t.data.copy_({T})",
    f"self.t = nn.Parameter({T})\nwith torch.no_grad():\n    self.t.mul_(2)",
    f"self.register_parameter('t', nn.Parameter({T}))",
    "self.register_parameter(name='t', param=None)",
    f"setattr(self, x, nn.Parameter({T}))",
    "self.add_module('t', nn.Linear(1, 1))",
    f"self.l = nn.Linear(1, 1)\nself.l.weight = nn.Parameter({T})",
    f"self.l = nn.Linear(1, 1)\nself.l.weight.data = {T}",
    "self.l = nn.Linear(1, 1)\nself.l = nn.Sequential(self.l)",
    "layers = []\nfor _ in range(3):\n    layers.append(nn.Linear(1, 1))\nself.l = nn.Sequential(*layers)",
    "layers = [nn.Linear(1, 1)]\nlayers += [nn.ReLU()]\nself.l = nn.ModuleList(layers)",
    "self.l = nn.ModuleList()\nself.l.append(nn.Linear(1, 1))\nself.l += [nn.Linear(1, 1)]",
    "self.l = nn.ModuleList()\nself.l.extend([nn.Linear(1, 1)])\nself.l.insert(0, nn.Linear(1, 1))",
    "self.l = nn.ModuleDict()\nself.l['a'] = nn.Linear(1, 1)\nself.l.update({'b': nn.Linear(1, 1)})",
    "self.l = [nn.Linear(1, 1)]\nfor i, m in enumerate(self.l):\n    self.add_module(str(i), m)",
    "self.l = [nn.Linear(1, 1)]\nself.layers = nn.ModuleList(self.l)",
    f"self.w = nn.Parameter({T})\nself.decay = [self.w]",
    "self.ref = [x]",
    f"x.append({T})",
    "self.names = ['a']\nself.sizes = {'a': 1}",
    f"try:\n    self.t = {T}\nexcept ValueError:\n    self.t = {T}\nself.t = None",
    f"self.t = {T}\nself.t = self.t.tolist()",
])
def test_nothing_is_lost(body: str) -> None:
    assert found_in(body, "x=None, *args, **kwargs") == []


@pytest.mark.parametrize("body, code, line", [
    (f"self.l = []\nself.l.append({T})", "TSM103", f"self.l.append({T})"),
    (f"self.l = []\nself.l.extend([{T}])", "TSM103", f"self.l.extend([{T}])"),
    (f"self.l = []\nself.l.insert(0, {T})", "TSM103", f"self.l.insert(0, {T})"),
    (f"self.l = []\nself.l += [{T}]", "TSM103", f"self.l += [{T}]"),
    (f"self.l = {{}}\nself.l['a'] = {T}", "TSM103", f"self.l['a'] = {T}"),
    (f"self.l = {{}}\nself.l.update(a={T})", "TSM103", f"self.l.update(a={T})"),
    (f"self.l = {{}}\nself.l.update({{'a': {T}}})", "TSM103", f"self.l.update({{'a': {T}}})"),
    (f"self.l = {{}}\nself.l.setdefault('a', {T})", "TSM103", f"self.l.setdefault('a', {T})"),
    (f"self.l = set()\nself.l.add({T})", "TSM103", f"self.l.add({T})"),
    (f"l = []\nself.l = l\nl.append({T})", "TSM103", f"l.append({T})"),
    (f"l = []\nl.append({T})\nself.l = l", "TSM103", "self.l = l"),
    (f"self.l = []\nfor _ in range(3):\n    self.l.append({T})", "TSM103", f"self.l.append({T})"),
    ("self.l = []\nself.l.append(nn.Linear(1, 1))", "TSM105", "self.l.append(nn.Linear(1, 1))"),
    ("self.l = {}\nfor n in x:\n    self.l[n] = nn.Linear(1, 1)", "TSM105", "self.l[n] = nn.Linear(1, 1)"),
    (f"self.l = {{'a': {{}}}}\nself.l['a']['b'] = {T}", "TSM103", f"self.l['a']['b'] = {T}"),
    ("self.l = [nn.Linear(1, 1)]\nself.m = nn.ModuleList(self.l)\nself.k = [nn.Linear(1, 1)]", "TSM105",
     "self.k = [nn.Linear(1, 1)]"),
    (f"self.l = [{T}]\nself.l.clear()\nself.l.append({T})", "TSM103", f"self.l.append({T})"),
    ("self.l = nn.ModuleList([nn.Linear(1, 1)] * 2)", "TSM107",
     "self.l = nn.ModuleList([nn.Linear(1, 1)] * 2)"),
    ("m = nn.Linear(1, 1)\nself.l = nn.ModuleList([m for _ in range(3)])", "TSM107",
     "self.l = nn.ModuleList([m for _ in range(3)])"),
    ("m = nn.Linear(1, 1)\nself.l = nn.Sequential(m, m)", "TSM107", "self.l = nn.Sequential(m, m)"),
    (f"self.register_buffer('b', {T})\nself.a = self.b", "TSM106", "self.a = self.b"),
    (f"self.register_buffer('b', {T})\nself.a = [self.b]", "TSM106", "self.a = [self.b]"),
    ("self.l = nn.BatchNorm1d(1)\nself.a = self.l.running_mean", "TSM106", "self.a = self.l.running_mean"),
    (f"self.w = nn.Parameter({T})\nself.a = self.w * 2", "TSM102", "self.a = self.w * 2"),
    (f"self.w = nn.Parameter({T})\nself.a = self.w.detach()", "TSM101", "self.a = self.w.detach()"),
    (f"self.w = nn.Parameter({T})\nself.w = {T}", "TSM203", f"self.w = {T}"),
    (f"self.register_buffer('b', {T})\nself.b = 1.0", "TSM203", "self.b = 1.0"),
    ("self.l = nn.Linear(1, 1)\nself.l = 3", "TSM203", "self.l = 3"),
    (f"self.l = nn.Linear(1, 1)\nself.l.weight = {T}", "TSM203", f"self.l.weight = {T}"),
    (f"self.l = nn.Linear(1, 1)\nsetattr(self.l, 'bias', {T})", "TSM203", f"setattr(self.l, 'bias', {T})"),
    (f"self.t = 1\nself.register_buffer('t', {T})", "TSM201", f"self.register_buffer('t', {T})"),
    (f"self.register_buffer('forward', {T})", "TSM201", f"self.register_buffer('forward', {T})"),
    ("self.l = nn.Linear(1, 1)\nself.l = nn.Linear(2, 2)", "TSM202", "self.l = nn.Linear(2, 2)"),
    (f"self.register_buffer('a.b', {T})", "TSM303", f"self.register_buffer('a.b', {T})"),
    (f"self.register_buffer('', {T})", "TSM303", f"self.register_buffer('', {T})"),
    ("for i in range(1):\n    self.add_module(i, nn.Linear(1, 1))", "TSM303",
     "self.add_module(i, nn.Linear(1, 1))"),
    (f"self.register_parameter('t', {T})", "TSM304", f"self.register_parameter('t', {T})"),
    ("self.register_buffer('t', [1])", "TSM304", "self.register_buffer('t', [1])"),
    (f"self.add_module('t', {T})", "TSM304", f"self.add_module('t', {T})"),
    ("self.l = nn.ModuleList([[nn.Linear(1, 1)]])", "TSM304", "self.l = nn.ModuleList([[nn.Linear(1, 1)]])"),
    ("self.t = nn.Parameter(torch.arange(3))", "TSM305", "self.t = nn.Parameter(torch.arange(3))"),
    (f"self.t = nn.Parameter({T}).mul_(2)", "TSM305", f"self.t = nn.Parameter({T}).mul_(2)"),
    ("self.modules = nn.ModuleList()", "TSM204", "self.modules = nn.ModuleList()"),
    ("self.parameters = {}", "TSM204", "self.parameters = {}"),
    ("self.l = nn.ModuleDict({'type': nn.Linear(1, 1)})", "TSM204",
     "self.l = nn.ModuleDict({'type': nn.Linear(1, 1)})"),
])
def test_one_finding(body: str, code: str, line: str) -> None:
    assert found_in(body, "x=()") == [f"{code} {line}"]


# --- methods, functions, classes


METHODS = {
    "helper": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.reset()

            def reset(self):
                self.t = torch.zeros(1)
        """,
    "helper_with_arguments": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self._set("t", torch.zeros(1), *[1], **{"more": 2})

            def _set(self, name, value, *rest, **options):
                setattr(self, name, value)
        """,
    "property_in_init": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = self.start

            @property
            def start(self):
                return torch.zeros(1)
        """,
    "property_setter": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.value = torch.zeros(1)

            @property
            def value(self):
                return self._value

            @value.setter
            def value(self, new):
                self._value = new
        """,
    "staticmethod": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = self.make(3)

            @staticmethod
            def make(n):
                return torch.zeros(n)
        """,
    "classmethod": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = self.make(3)

            @classmethod
            def make(cls, n):
                return torch.zeros(n)
        """,
    "static_by_class": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = M.make(3)

            @staticmethod
            def make(n):
                return torch.zeros(n)
        """,
    "method_by_class": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                M.reset(self)

            def reset(self):
                self.t = torch.zeros(1)
        """,
    "base_init": """
        class B(nn.Module):
            def __init__(self, value):
                nn.Module.__init__(self)
                self.value = value

        class M(B):
            def __init__(self):
                B.__init__(self, 3)
                self.t = torch.zeros(1)
        """,
    "super_with_arguments": """
        class B(nn.Module):
            def keep(self, value):
                pass

        class M(B):
            def __init__(self):
                super(M, self).__init__()
                super().keep(1)
                self.t = torch.zeros(1)
        """,
    "overridden_helper": """
        class B(nn.Module):
            def __init__(self):
                super().__init__()
                self.build()

            def build(self):
                raise NotImplementedError

        class M(B):
            def build(self):
                self.t = torch.zeros(1)
        """,
    "module_function": """
        def make(n):
            table = torch.arange(n)
            return table.float()

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = make(3)
        """,
    "function_that_sets": """
        def fill(module):
            module.t = torch.zeros(1)

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                fill(self)
        """,
    "recursion": """
        def deep(n):
            return torch.zeros(1) if n == 0 else deep(n - 1)

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.n = self.count(3)
                self.t = torch.zeros(1)

            def count(self, n):
                return 0 if n == 0 else self.count(n - 1)
        """,
    "post_init": """
        @dataclass(eq=False)
        class M(nn.Module):
            n: int = 3

            def __post_init__(self):
                super().__init__()
                self.t = torch.zeros(self.n)
        """,
    "no_init_of_its_own": """
        class B(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = torch.zeros(1)

        class M(B):
            pass
        """,
    "class_body_tensor": """
        class M(nn.Module):
            t = torch.zeros(1)
        """,
    "constant_of_the_file": """
        TABLE = torch.arange(3)

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = TABLE
        """,
    "nested_function_result": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()

                def make(n):
                    if n:
                        return torch.zeros(n)
                    return torch.ones(1)

                self.t = make(1)
        """,
    "decorated_function": """
        @functools.lru_cache
        def make(n):
            return torch.zeros(n)

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = make(3)
        """,
    "keyword_and_default": """
        def make(n=3, *, kind="zeros", **options):
            if kind == "zeros":
                return torch.zeros(n)
            return None

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = make(n=2, other=1)
        """,
    "plain_holder": """
        class Holder:
            def __init__(self):
                self.inner = torch.zeros(1)

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = Holder().inner
        """,
    "child_buffer": """
        class Child(nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("b", torch.zeros(1))

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.child = Child()
                self.t = self.child.b + 1
        """,
}


@pytest.mark.parametrize("name", METHODS)
def test_construction_is_followed(name: str) -> None:
    """Exactly one tensor is lost in each of these files."""
    codes = [text.split()[0] for text in found(METHODS[name])]
    assert codes == ["TSM101"] or (name == "recursion" and codes in (["TSM101"], ["TSM101", "TSM101"]))


SILENT = {
    "cached_property": """
        class M(nn.Module):
            @functools.cached_property
            def layer(self):
                return nn.Linear(1, 1)
        """,
    "not_called": """
        class M(nn.Module):
            def reset(self):
                self.t = torch.zeros(1)
        """,
    "lightning_setup": """
        class M(nn.Module):
            def setup(self, stage):
                self.t = torch.zeros(1)
        """,
    "own_apply": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = torch.zeros(1)

            def _apply(self, fn):
                super()._apply(fn)
                self.t = fn(self.t)
                return self
        """,
    "own_setattr": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = torch.zeros(1)

            def __setattr__(self, name, value):
                super().__setattr__(name, value)
        """,
    "property_of_state": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("_t", torch.zeros(1))

            @property
            def t(self):
                return self._t
        """,
    "forward_uses_stateless": """
        class M(nn.Module):
            def forward(self, x):
                return nn.ReLU()(x) + nn.functional.relu(x)
        """,
    "no_module": """
        class M:
            def __init__(self):
                self.t = torch.zeros(1)
                self.l = [nn.Linear(1, 1)]
        """,
    "generator": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.sizes = (i for i in range(3))
        """,
    "deleted_elsewhere": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.zeros(1))

            def fuse(self):
                del self.w
                self.w = torch.zeros(1)
        """,
    "abstract_method": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = self.make()

            def make(self):
                raise NotImplementedError
        """,
}


@pytest.mark.parametrize("name", SILENT)
def test_silence(name: str) -> None:
    assert found(SILENT[name]) == []


def test_moved_by_a_helper() -> None:
    text = """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = torch.zeros(1)

            def to(self, device):
                super().to(device)
                self.move()
                return self

            def move(self):
                self.t = self.t.cpu()
        """
    assert found(text) == []


def test_methods_that_the_options_name() -> None:
    text = """
        class M(nn.Module):
            def setup(self, stage):
                self.t = torch.zeros(1)

            def configure_model(self):
                self.u = torch.zeros(1)
        """
    assert found(text) == []
    config = Config(init_methods=("setup", "missing"), debug=True)
    assert found(text, config) == ["TSM101 self.t = torch.zeros(1)"]


@pytest.mark.parametrize("body, expected", [
    ("self.fc = nn.Linear(1, 1)\nsuper().__init__()", ["TSM301 self.fc = nn.Linear(1, 1)"]),
    ("self.fc = nn.Linear(1, 1)", ["TSM302 self.fc = nn.Linear(1, 1)"]),
    ("self.n = 1\nsuper().__init__()\nself.fc = nn.Linear(1, 1)", []),
    ("self.n = 1", []),
    ("self.register_buffer('t', torch.zeros(1))\nsuper().__init__()",
     ["TSM301 self.register_buffer('t', torch.zeros(1))"]),
    ("self.t = torch.zeros(1)\nsuper().__init__()", ["TSM101 self.t = torch.zeros(1)"]),
    ("nn.Module.__init__(self)\nself.fc = nn.Linear(1, 1)", []),
    ("super(nn.Module, self).__init__()\nself.fc = nn.Linear(1, 1)", ["TSM302 self.fc = nn.Linear(1, 1)"]),
    ("super().__init__()\nself.fc = nn.Linear(1, 1)\nsuper().__init__()", ["TSM306 super().__init__()"]),
    ("self.add_module('fc', nn.Linear(1, 1))\nsuper().__init__()",
     ["TSM301 self.add_module('fc', nn.Linear(1, 1))"]),
    ("super().__init__\nself.fc = nn.Linear(1, 1)", ["TSM302 self.fc = nn.Linear(1, 1)"]),
])
def test_module_init(body: str, expected: list[str]) -> None:
    block = "".join(f"        {line}\n" for line in body.splitlines())
    assert found(f"class M(nn.Module):\n    def __init__(self):\n{block}") == expected


@pytest.mark.parametrize("method, code", [
    ("def forward(self, x):\n        return nn.Linear(1, 1)(x)", "TSM108"),
    ("def forward(self, x):\n        w = nn.Parameter(torch.zeros(1))\n        return x * w", "TSM108"),
    ("@property\n    def p(self):\n        return nn.Linear(1, 1)", "TSM108"),
    ("def forward(self, x):\n        return self.f(x)\n\n"
     "    def f(self, x):\n        return nn.Linear(1, 1)(x)", "TSM108"),
    ("def forward(self, x):\n        self.cache = torch.zeros(1)\n        return x", "TSM901"),
    ("def reset(self):\n        self.t = torch.zeros(1)", "TSM901"),
    ("def forward(self, x):\n        return x + torch.zeros(1)", "TSM902"),
    ("def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(1, 1).cuda()", "TSM903"),
    ("def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(1, 1, device='cuda')",
     "TSM903"),
])
def test_outside_of_construction(method: str, code: str) -> None:
    codes = {text.split()[0] for text in found(f"class M(nn.Module):\n    {method}\n", EVERYTHING)}
    assert code in codes and codes <= {code, "TSM902", "TSM901"}


@pytest.mark.parametrize("head, expected", [
    ("class M(nn.Module, Mixin):", ["TSM306 class M(nn.Module, Mixin):"]),
    ("class M(Mixin, nn.Module):", []),
    ("class M(nn.Module, Empty):", []),
    ("class M(Base):", []),
])
def test_mixins(head: str, expected: list[str]) -> None:
    init = "    def __init__(self):\n        super().__init__()\n        self.calls = 0\n"
    counted = "    def forward(self, x):\n        return self.calls\n"
    text = (f"class Mixin:\n{init}\n\nclass Empty:\n    pass\n\n\n"
            f"class Base(nn.Module, Mixin):\n    pass\n\n\n{head}\n{counted}")
    assert [line for line in found(text) if "class Base" not in line] == expected


def test_shared_default() -> None:
    signature = "def __init__(self, act=nn.PReLU(), n=nn.ReLU()):"
    text = f"class M(nn.Module):\n    {signature}\n        super().__init__()\n        self.act = act\n"
    assert found(text) == [f"TSM107 {signature}"]


def test_a_helper_s_own_file_position() -> None:
    """A finding in a function stands in the function, once, however many classes call it."""
    text = """
        def scaled(n):
            return nn.Parameter(torch.zeros(n)) * 2

        class A(nn.Module):
            def __init__(self):
                super().__init__()
                self.a = scaled(1)

        class B(nn.Module):
            def __init__(self):
                super().__init__()
                self.b = scaled(2)
        """
    assert set(found(text)) == {"TSM102 return nn.Parameter(torch.zeros(n)) * 2"}


def test_a_base_s_fault_is_said_once() -> None:
    text = """
        class A(nn.Module):
            def __init__(self):
                super().__init__()
                self.t = torch.zeros(1)

        class B(A):
            def __init__(self):
                super().__init__()

        class C(A):
            pass
        """
    assert found(text) == ["TSM101 self.t = torch.zeros(1)"]
    assert len(codes_of(HEAD + dedent(text))) == 1
