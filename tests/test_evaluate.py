"""evaluate.py and calls.py: what expressions give, by the findings of `self.it = …`.

A tensor gives TSM101, one that requires grad TSM102; what is no tensor, or isn't known, gives nothing.
"""
from __future__ import annotations

import pytest

from flake8_torchstate.config import Config
from flake8_torchstate.model.values import Container, Module, Parameter, Plain, Tensor, Unknown
from tests.helpers import found_in, value_of

BEFORE = """
    import collections, copy, functools, itertools, math, numbers, operator, typing
    from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
    import numpy as np
    import torch as th
    import torch.nn.functional as F
    from torch import distributions, zeros


    class Holds:
        def __init__(self):
            self.value = torch.ones(3)


    class HoldsLayer:
        def __init__(self):
            self.layer = nn.Linear(1, 1)


    def double(x):
        return x * 2


"""


def codes(expression: str, arguments: str = "") -> list[str]:
    """The codes of `self.it = <expression>`."""
    return sorted({found.split()[0] for found in found_in(f"self.it = {expression}", arguments, BEFORE)})


@pytest.mark.parametrize("expression", [
    "torch.zeros(3)", "zeros(3)", "th.arange(3)", "torch.zeros(3).to(torch.float64)", "torch.zeros(3).T",
    "torch.zeros(3)[0]",
    "torch.zeros(3)[:, None]", "torch.zeros(3)[..., 1:]", "-torch.ones(3)", "torch.ones(3) + 1",
    "1 - torch.ones(3)", "2 ** torch.ones(3)",
    "torch.ones(3) @ torch.ones(3)", "torch.ones(3) > 0", "~(torch.ones(3) > 0)",
    "torch.ones(3).view(-1).float()[None]",
    "torch.max(torch.ones(3), dim=0)[0]", "torch.ones(3).max(dim=0).values", "torch.ones(3).sort()[1]",
    "F.relu(torch.ones(3))",
    "torch.linalg.inv(torch.ones(3, 3))", "torch.fft.fft(torch.ones(3))", "nn.init.zeros_(torch.empty(3))",
    "torch.tensor([1, 2])",
    "torch.from_numpy(np.ones(3))", "torch.as_tensor([1])", "torch.stack([torch.ones(1)] * 3)",
    "copy.deepcopy(torch.ones(3))",
    "copy.copy(torch.ones(3))", "(torch.ones(3))", "(x := torch.ones(3))", "torch.ones(3) if True else None",
    "None or torch.ones(3)",
    "[torch.ones(3)][0]", "{'a': torch.ones(3)}['a']", "(torch.ones(3), 1)[0]", "(1, torch.ones(3))[-1]",
    "double(torch.ones(3))",
    "(lambda: torch.ones(3))()", "(lambda x: x + 1)(torch.ones(3))", "sum([torch.ones(3)])",
    "functools.partial(torch.zeros, 3)()",
    "torch.ones(3).detach().clone()", "torch.cat((torch.ones(1), torch.ones(1)), dim=0)",
    "torch.ones(3).data", "torch.FloatTensor(3)",
    "typing.cast(torch.Tensor, torch.ones(3))", "list(torch.ones(3))[0]", "torch.Tensor([1.0])",
    "next(iter([torch.ones(3)]))",
    "Holds().value", "getattr(torch, 'ones')(3)", "torch.nn.functional.one_hot(torch.arange(3))",
    "torch.eye(3).unbind()[0]",
    "torch.meshgrid(torch.arange(3), torch.arange(3))[0]", "torch.where(torch.ones(3) > 0, 1.0, 0.0)",
    "abs(torch.ones(3))",
    "torch.ones(3).__add__(1)", "torch.ones(3) if self.training else torch.zeros(3)", "min(torch.ones(3))",
    "operator.mul(torch.ones(3), 2)",
    "torch.ones(3).requires_grad_(False)", "nn.Parameter(torch.ones(3)).detach()",
    "nn.Parameter(torch.ones(3)).data", "dict(a=torch.ones(3))['a']",
    "OrderedDict(a=torch.ones(3))['a']", "{'a': torch.ones(3)}.get('a')", "[torch.ones(3)].pop()",
    "{'a': torch.ones(3)}.copy()['a']",
    "torch.ones(3).expand_as(torch.zeros(3))", "torch.randperm(3)", "torch.full((3,), 1.0)",
    "torch.hann_window(3)",
])
def test_tensors(expression: str) -> None:
    assert codes(expression) in (["TSM101"], []), expression
    if expression not in UNKNOWN_TENSORS:
        assert codes(expression) == ["TSM101"]


# Tensors that aren't recognised: silence, and no mistake.
UNKNOWN_TENSORS = {
    "operator.mul(torch.ones(3), 2)", "torch.ones(3).__add__(1)", "min(torch.ones(3))", "abs(torch.ones(3))",
}


@pytest.mark.parametrize("expression", [
    "torch.max(torch.ones(3), 0)[0]", "torch.ones(3).max(0).values", "torch.ones(3, 3).min(1)[0]",
    "sum([torch.ones(3), torch.ones(3)])", "sum(torch.ones(3) for _ in range(3))",
])
def test_tensors_by_the_kind_of_an_argument(expression: str) -> None:
    assert codes(expression) == ["TSM101"]


@pytest.mark.parametrize("expression", [
    "torch.zeros(3, requires_grad=True)", "torch.zeros(3).requires_grad_()",
    "nn.Parameter(torch.zeros(3)) * 2",
    "nn.Parameter(torch.zeros(3)).to('cuda')", "nn.Parameter(torch.zeros(3)).cuda()",
    "nn.Parameter(torch.zeros(3))[0]",
    "2 * nn.Parameter(torch.zeros(3))", "-nn.Parameter(torch.zeros(3))",
    "nn.Parameter(torch.zeros(3)).view(1, 3)",
    "torch.relu(nn.Parameter(torch.zeros(3)))", "torch.tensor([1.0], requires_grad=True)",
    "nn.Parameter(torch.zeros(3)).clone()",
    "torch.zeros(3, requires_grad=True) + 1", "nn.Parameter(torch.zeros(3)).half()",
    "double(nn.Parameter(torch.zeros(3)))",
    "nn.Parameter(torch.zeros(3)).T", "nn.Linear(2, 2).weight * 2",
    "torch.cat([nn.Parameter(torch.zeros(3)), torch.ones(3)])",
])
def test_tensors_that_require_grad(expression: str) -> None:
    assert codes(expression) == ["TSM102"]


@pytest.mark.parametrize("expression", [
    "nn.Parameter(torch.zeros(3))", "nn.Parameter(torch.zeros(3)).requires_grad_()",
    "nn.init.zeros_(nn.Parameter(torch.zeros(3)))",
    "copy.deepcopy(nn.Parameter(torch.zeros(3)))", "nn.Buffer(torch.zeros(3))", "nn.Linear(2, 2)",
    "nn.Linear(2, 2).cuda()",
    "nn.Linear(2, 2).to('cpu').eval()", "copy.deepcopy(nn.Linear(2, 2))", "nn.UninitializedParameter()",
    "nn.Sequential(nn.Linear(2, 2))",
    "nn.Sequential(OrderedDict(a=nn.Linear(2, 2)))", "nn.ModuleList([nn.Linear(2, 2)])",
    "nn.ParameterList([nn.Parameter(torch.ones(1))])",
    "nn.ModuleDict({'a': nn.Linear(2, 2)})", "nn.Linear(2, 2).requires_grad_(False)",
    "nn.Linear(2, 2).apply(print)",
    "nn.utils.spectral_norm(nn.Linear(2, 2))", "nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))",
    "nn.ModuleList([nn.Linear(2, 2)])[0]", "nn.Linear(2, 2).weight", "nn.Linear(2, 2).bias",
    "nn.Sequential(nn.Linear(2, 2), nn.ReLU())[:1]", "nn.ModuleDict({'a': nn.Linear(2, 2)})['a']",
    "th.nn.Linear(2, 2).double()",
])
def test_registered_by_assignment(expression: str) -> None:
    assert codes(expression) == []


@pytest.mark.parametrize("expression", [
    "torch.ones(3).item()", "torch.ones(3).size()", "torch.ones(3).shape", "torch.ones(3).shape[0]",
    "torch.ones(3).numpy()",
    "torch.ones(3).tolist()", "torch.is_tensor(3)", "torch.device('cpu')", "torch.float32",
    "torch.ones(3).device", "torch.ones(3).dtype",
    "len(torch.ones(3))", "float(torch.ones(1))", "int(torch.ones(1))", "bool(torch.ones(1))",
    "str(torch.ones(1))", "torch.ones(3).dim()",
    "torch.ones(3).requires_grad", "torch.cuda.is_available()", "torch.Generator()", "torch.Size([1])",
    "torch.ones(3) is None", "torch.ones(3).numel()",
    "isinstance(torch.ones(3), torch.Tensor)", "not torch.ones(1)", "1", "'a' 'b'", "f'{1}'", "b'x'", "1j",
    "...", "None", "True", "{1, 2}", "range(3)",
    "[1, 2][0]", "{}", "print", "math.pi", "np.ones(3)", "unknown", "unknown(3)", "self.unknown",
    "[x for x in range(3)]", "{x: 1 for x in (1, 2)}",
    "(x for x in (1, 2))", "{x for x in (1, 2)}", "lambda x: x", "functools.partial(print, 1)", "'a%d' % 3",
    "'a' + 'b'", "'{}'.format(1)", "1 if x else 2",
    "torch.float32 if x else torch.float16", "x[1:2]", "x.y.z", "type(self)", "x @ y", "copy.deepcopy(x)",
    "nn.ReLU", "torch.zeros", "__class__",
    "1 / 0", "'x' * 3", "(yield)", "[*x]", "{**x}", "(*x, 1)", "max(1, 2)", "sorted([2, 1])", "'a'.upper()",
    "'a b'.split()", "','.join(['a'])", "'a'.nothing()",
    "namedtuple('P', 'a b')", "Counter([1])", "hash(torch.ones(1))", "id(self)", "vars(self)", "super()",
    "torch.ones(3).backward", "numbers.Number",
    "[nn.ReLU(), nn.Identity()]", "(nn.MaxPool2d(2),)", "{'mse': nn.MSELoss()}", "x < y < 3",
    "dict(zip(['a'], [1]))", "list(map(str, [1]))",
    "itertools.chain([1], [2])", "any([x])", "enumerate([1])", "reversed([1, 2])", "getattr(x, 'y', None)",
    "hasattr(x, 'y')", "divmod(3, 2)",
])
def test_no_tensors(expression: str) -> None:
    assert codes(expression, "x, y") == []


@pytest.mark.parametrize("expression", [
    "[torch.ones(1)]", "(torch.ones(1),)", "{torch.ones(1)}", "{'a': torch.ones(1)}", "dict(a=torch.ones(1))",
    "OrderedDict(a=torch.ones(1))",
    "OrderedDict([('a', torch.ones(1))])", "deque([torch.ones(1)])", "[torch.ones(1) for _ in range(3)]",
    "{i: torch.ones(1) for i in range(3)}",
    "{torch.ones(1) for _ in range(3)}", "tuple(torch.ones(1) for _ in range(3))", "list(torch.ones(3))",
    "[[torch.ones(1)]]", "{'a': [torch.ones(1)]}",
    "[torch.ones(1)] * 3", "[1] + [torch.ones(1)]", "[*[torch.ones(1)]]", "{**{'a': torch.ones(1)}}",
    "[None, torch.ones(1)]", "torch.ones(3).chunk(3)",
    "torch.ones(3).max(dim=0)", "torch.split(torch.ones(4), 2)", "list(map(torch.ones, [1]))",
    "[torch.ones(n) for n in x if n]", "[torch.ones(1)] if x else []",
    "functools.partial(F.conv2d, weight=torch.ones(1))", "lambda x, w=torch.ones(1): x * w",
    "distributions.Normal(torch.zeros(1), torch.ones(1))",
    "Holds()", "[torch.ones(a, b) for a in x for b in a]", "dict([('a', torch.ones(1))])",
    "dict(zip(['a'], [torch.ones(1)]))",
    "defaultdict(list, {'a': [torch.ones(1)]})", "sorted([torch.ones(1)])", "list(reversed([torch.ones(1)]))",
    "[torch.ones(1)][:1]",
    "[torch.ones(1)] or None", "dict.fromkeys(['a'], torch.ones(1))", "list(zip([1], [torch.ones(1)]))",
    "list(enumerate([torch.ones(1)]))", "copy.deepcopy([torch.ones(1)])", "copy.copy({'a': torch.ones(1)})",
    "[torch.ones(1)].copy()",
])
def test_tensors_in_containers(expression: str) -> None:
    assert codes(expression, "x") == ["TSM103"]


@pytest.mark.parametrize("expression, code", [
    ("[nn.Parameter(torch.ones(1))]", "TSM104"), ("{'a': nn.Parameter(torch.ones(1))}", "TSM104"),
    ("[nn.Linear(1, 1)]", "TSM105"),
    ("{'a': nn.Linear(1, 1)}", "TSM105"), ("[nn.Linear(1, 1), nn.Parameter(torch.ones(1)), torch.ones(1)]",
                                           "TSM104"),
    ("[nn.Linear(1, 1), torch.ones(1)]", "TSM105"), ("[nn.Dropout()]", "TSM105"),
    ("[nn.BatchNorm1d(1, affine=False)]", "TSM105"),
    ("functools.partial(F.linear, weight=nn.Parameter(torch.ones(1)))", "TSM104"), ("HoldsLayer()", "TSM105"),
    ("[nn.CrossEntropyLoss(weight=torch.ones(2))]", "TSM105"), ("[nn.Sequential(nn.Linear(1, 1))]", "TSM105"),
    ("list(nn.Parameter(torch.ones(1)) for _ in range(2))", "TSM104"),
    ("copy.deepcopy([nn.Linear(1, 1)])", "TSM105"),
])
def test_parameters_and_modules_in_containers(expression: str, code: str) -> None:
    assert codes(expression) == [code]


@pytest.mark.parametrize("expression", ["[nn.Linear(1, 1)] * 3", "[nn.Linear(1, 1) for _ in ()]",
                                        "[nn.Sequential(nn.ReLU())]", "[nn.Sequential()]"])
def test_containers_at_the_edge(expression: str) -> None:
    """Nothing is lost in a container of stateless modules; a repeated one has a code of its own."""
    assert set(codes(expression)) <= {"TSM105", "TSM107"}


# --- values


@pytest.mark.parametrize("expression, dtype", [
    ("torch.ones(3)", "float"), ("torch.arange(3)", "int"), ("torch.arange(3.0)", "float"),
    ("torch.tensor([1, 2])", "int"),
    ("torch.tensor(1.5)", "float"), ("torch.tensor([True])", "bool"), ("torch.ones(3).long()", "int"),
    ("torch.ones(3).bool()", "bool"),
    ("torch.ones(3) > 0", "bool"), ("torch.ones(3, dtype=torch.int64)", "int"),
    ("torch.arange(3) + 1", "int"), ("torch.arange(3) / 2", "float"),
    ("torch.arange(3) * 1.5", "float"), ("torch.arange(3).float()", "float"),
    ("torch.arange(3).to(torch.float16)", "float"),
    ("torch.randint(0, 3, (2,))", "int"), ("torch.zeros(3).argmax()", "int"), ("torch.full((2,), 1)", "int"),
    ("torch.ones_like(torch.arange(3))", "int"),
    ("torch.full((3,), fill_value=0.5)", "float"), ("torch.full(size=(3,), fill_value=1)", "int"),
    ("torch.arange(0, 3, step=0.5)", "float"), ("torch.arange(end=3)", "int"), ("torch.arange(3, device='cpu')", "int"),
    ("torch.clamp(torch.arange(3), min=0.5)", "float"), ("torch.arange(3).clamp(min=0.5)", "float"),
    ("torch.add(torch.arange(3), other=0.5)", "float"), ("torch.add(torch.arange(3), other=torch.ones(3))", "float"),
    ("torch.add(torch.arange(3), 1, alpha=1)", "int"), ("torch.sum(torch.arange(3), dim=0)", "int"),
    ("torch.mul(torch.arange(3), other=0.1)", "float"), ("torch.pow(2, exponent=torch.rand(3))", "float"),
    ("torch.ones_like(input=torch.arange(3))", "int"), ("torch.arange(3).view(n, -1)", "int"),
    ("torch.arange(3).repeat(n)", "int"), ("torch.sum(torch.arange(3), dim=n)", "int"),
])
def test_dtypes(expression: str, dtype: str) -> None:
    value = value_of(expression, before=BEFORE)
    assert isinstance(value, Tensor) and value.dtype == dtype


@pytest.mark.parametrize("expression", [
    "torch.arange(3).mul(n)", "torch.mul(torch.arange(3), n)", "torch.mul(torch.arange(3), other=n)", "torch.pow(2, n)",
    "torch.arange(3).clamp(n)", "torch.arange(n)", "torch.arange(0, 3, n)", "torch.full((2,), n)", "torch.arange(3) * n",
    "torch.where(torch.arange(3) > 1, 1, n)",
])
def test_an_unknown_number_may_be_a_float(expression: str) -> None:
    value = value_of(expression, before=BEFORE, arguments="n")
    assert isinstance(value, Tensor) and value.dtype is None


def test_numbers_are_computed() -> None:
    for expression, number in (("1 + 2 * 3", 7), ("2 ** 3", 8), ("7 // 2", 3), ("-(1)", -1), ("not 1", False),
                               ("'a' + 'b'", "ab"), ("'a' 'b'", "ab"),
                               ("f'a{1}'", "a1"), ("'x'.upper()", "X"), ("(1, 2)[1]", 2), ("[1, 2][-1]", 2),
                               ("{'a': 3}['a']", 3), ("1 if 2 > 1 else 0", 1),
                               ("len('abc')", 3), ("len([1, 2])", 2)):
        value = value_of(expression)
        assert isinstance(value, Plain), expression
        assert not value.known or value.constant == number, expression


def test_impossible_arithmetic_is_no_crash() -> None:
    for expression in ("1 / 0", "'a' + 1", "2 ** 1000 ** 1000", "1 << 10 ** 9", "'a' * 10 ** 9", "-'a'",
                       "[] + 1", "(1, 2)[5]", "{}['a']", "'a'.join(1)",
                       "'%d' % 'x'", "10 ** -1", "range('a')", "int('x')", "len(3)", "~1.5"):
        assert codes(expression) == []


def test_a_container_s_items() -> None:
    value = value_of("[torch.ones(1), None, 3]")
    assert isinstance(value, Container) and value.exact
    assert [type(inner).__name__ for inner in value.values()] == ["Tensor", "NoneValue", "Plain"]
    value = value_of("[torch.ones(n) for n in x]", "x")
    assert isinstance(value, Container) and not value.exact


def test_modules_and_what_they_hold() -> None:
    value = value_of("nn.Linear(2, 2, bias=False)")
    assert isinstance(value, Module) and value.held == frozenset({"weight"})
    value = value_of("nn.Linear(2, 2).weight")
    assert isinstance(value, Parameter) and not value.fresh
    value = value_of("nn.BatchNorm1d(2).running_mean")
    assert isinstance(value, Tensor) and value.grad is False
    assert isinstance(value_of("x.nothing", "x"), Unknown)


@pytest.mark.parametrize("expression", ["mylib.make(3)", "make(3)", "mylib.deep.er(1)"])
def test_functions_named_by_the_options(expression: str) -> None:
    config = Config(tensor_functions=frozenset({"mylib.make", "mylib.deep.er"}), debug=True)
    before = "import mylib\nfrom mylib import make\n\n\n"
    assert found_in(f"self.it = {expression}", before=before,
                    config=config) == [f"TSM101 self.it = {expression}"]
    assert found_in(f"self.it = {expression}", before=before) == []


@pytest.mark.parametrize("test", [
    "isinstance(x, int)", "isinstance(1, int)", "isinstance('a', (int, float))", "isinstance(nn.ReLU(), int)",
    "isinstance([1], list)",
    "isinstance(x)", "isinstance([1], dict)", "issubclass(x, y)", "callable(x)",
    "isinstance(torch.ones(1), int)",
])
def test_isinstance_of_other_types(test: str) -> None:
    """A decided test leaves one side; an undecided one both; nothing crashes."""
    found = found_in(f"if {test}:\n    self.a = torch.zeros(1)\nelse:\n    self.b = torch.zeros(1)\n", "x, y")
    assert {f.split()[1] for f in found} <= {"self.a", "self.b"} and found
