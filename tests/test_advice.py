"""The lines that messages say to write, word for word: each of them was seen to run (`pytest -m torch` puts them in)."""
from __future__ import annotations

import textwrap

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.fixers.fixes import fix_text
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Finding, Fix
from tests.fixes import cases_of
from tests.helpers import CASES, EXAMPLES, IMPORTS, case_files, dedent, module_text, read


IDLE = Config(debug=True, chosen=frozenset({"TSM905"}))


def remedies(text: str) -> list[str]:
    """What each message of a text says to do: its last part."""
    return [finding.help.removeprefix("write ") for finding in check_source(text)]


def remedy(body: str, arguments: str = "", methods: str = "") -> str:
    """What the last message of a class says to do: of its constructor's body, and of its other methods."""
    found = check_source(f"{module_text(body, arguments)}\n\n{textwrap.indent(methods, '    ')}", "m.py", IDLE)
    return found[-1].help or found[-1].message


LAYER = "nn.Linear(2, 2)"


@pytest.mark.parametrize("value, said", [
    (f"[[{LAYER}]]", f"write self.x = nn.ModuleList([nn.ModuleList(each) for each in [[{LAYER}]]])"),
    (f'{{"a": [{LAYER}]}}',
     f'write self.x = nn.ModuleDict({{key: nn.ModuleList(each) for key, each in {{"a": [{LAYER}]}}.items()}})'),
    (f"[({LAYER}, abs)]", "keep the modules in an nn.ModuleList of their own, and the rest beside it"),
    (f"{{1: {LAYER}}}", "use str(key) for each key, and "
     f"write self.x = nn.ModuleDict({{str(key): each for key, each in {{1: {LAYER}}}.items()}})"),
    (f'{{"a.b": {LAYER}}}', 'use key.replace(".", "_") for each key, and '
     f'write self.x = nn.ModuleDict({{key.replace(".", "_"): each for key, each in {{"a.b": {LAYER}}}.items()}})'),
    (f'{{"keys": {LAYER}}}', 'use f"_{key}" for each key, and '
     f'write self.x = nn.ModuleDict({{f"_{{key}}": each for key, each in {{"keys": {LAYER}}}.items()}})'),
    (f'{{"a": {LAYER}}}', f'write self.x = nn.ModuleDict({{"a": {LAYER}}})'),
])
def test_modules_by_what_holds_them(value: str, said: str) -> None:
    """nn.ModuleList takes modules alone, and nn.ModuleDict strings as keys: without dots, and none of its own names."""
    assert remedy(f"self.x = {value}") == said


def test_container_where_it_is_made() -> None:
    """The line belongs where the list is made, and where another method makes a new one."""
    assert remedy(f"self.x = []\nself.x.append({LAYER})") == "in line 9 write self.x = nn.ModuleList()"
    later = "def grow(self):\n    self.x = []\n"
    assert remedy(f"self.x = [{LAYER}]", methods=later).startswith("do the same in line 12, and write ")


def test_names_of_torch_as_the_file_has_them() -> None:
    text = "import torch.nn as N\n\n\nclass M(N.Module):\n    def __init__(self):\n        super().__init__()\n"
    assert remedies(text + "        self.x = [N.Linear(2, 2)]\n") == ["self.x = N.ModuleList([N.Linear(2, 2)])"]


@pytest.mark.parametrize("body, said", [
    ('for name in ("a", "b"):\n    setattr(self, name, torch.ones(2))', "self.register_buffer(name, torch.ones(2), "
     "persistent=False)"),
    ('for name in ("a", "b"):\n    setattr(self, name, torch.randn(2))',
     "setattr(self, name, nn.Parameter(torch.randn(2)))"),
    ('for name in ("a", "b"):\n    setattr(self, f"{name}_x", torch.ones(2))',
     'self.register_buffer(f"{name}_x", torch.ones(2), persistent=False)'),
    ('for name, v in {"a": torch.ones(2), "b": 3}.items():\n    setattr(self, name, v)',
     "if it's a tensor, write self.register_buffer(name, v, persistent=False)"),
    (f'for name in ("a", "b"):\n    setattr(self, name, [{LAYER}])', f"setattr(self, name, nn.ModuleList([{LAYER}]))"),
])
def test_the_name_is_the_loops_own(body: str, said: str) -> None:
    assert set(remedies(module_text(body))) == {said}


@pytest.mark.parametrize("value, said", [
    ("torch.ones(n) if n > 1 else 0.0", "if it's a tensor, register it as a buffer with persistent=False"),
    ("(torch.ones(n) if n > 1 else 1) * 2", "if it's a tensor, register it as a buffer with persistent=False"),
    ("torch.ones(n) if n > 1 else None",
     'write self.register_buffer("x", torch.ones(n) if n > 1 else None, persistent=False)'),
])
def test_no_line_holds_what_is_no_tensor(value: str, said: str) -> None:
    assert remedy(f"self.x = {value}", "n") == said


@pytest.mark.parametrize("value, said", [
    ("self.w + 1", "leave out nn.Parameter(), through which no gradients go"),
    ("torch.ones(2)", "construct it in __init__ and use it here"),
])
def test_what_forward_computes_is_no_parameter(value: str, said: str) -> None:
    methods = f"def forward(self, x):\n    return x * nn.Parameter({value})\n"
    assert remedy("self.w = nn.Parameter(torch.ones(2))", methods=methods) == said


def test_what_is_beside_a_tensor_says_nothing_of_it() -> None:
    said = remedies(module_text("self.w, self.x, self.n = nn.Parameter(torch.ones(2)), torch.ones(2), 2"))
    assert said == ["self.w, x, self.n = nn.Parameter(torch.ones(2)), torch.ones(2), 2; "
                    'self.register_buffer("x", x, persistent=False)']
    assert remedies(module_text("self.x, self.y = torch.ones(2), torch.zeros(2)")) == [
        'self.register_buffer("x", torch.ones(2), persistent=False)',
        'self.register_buffer("y", torch.zeros(2), persistent=False)']
    assert remedies(module_text("self.x, self.y = torch.ones(2)\nself.y = self.y * 2"))[0] == (
        'x, self.y = torch.ones(2); self.register_buffer("x", x, persistent=False)')
    assert remedies(module_text("self.x = x = [nn.Linear(2, 2)]")) == ["self.x = x = nn.ModuleList([nn.Linear(2, 2)])"]


@pytest.mark.parametrize("value, arguments, said", [
    ("torch.Tensor(mean).view(1, 3)", "mean=(0.4, 0.4, 0.4)", "torch.Tensor(mean).view(1, 3), persistent=False)"),
    ("torch.Tensor(mean)", "mean=[0.4]", "torch.Tensor(mean), persistent=False)"),
    ("torch.empty(0)", "", "torch.empty(0), persistent=False)"),
])
def test_given_data_is_no_weight(value: str, arguments: str, said: str) -> None:
    assert remedy(f"self.x = {value}", arguments) == f'write self.register_buffer("x", {said}'


@pytest.mark.parametrize("name", ["log_std", "temperature", "logit_scale", "tau"])
def test_what_may_be_trained_is_left_open(name: str) -> None:
    said = remedy(f"self.{name} = torch.zeros(3)")
    assert said.startswith("make it an nn.Parameter if it is trained, else write self.register_buffer(")


@pytest.mark.parametrize("forward, saved", [
    ("return self.total + x", False),
    ("self.total += x", True),
    ("self.total[0] = x", True),
    ("self.total[0].copy_(x)", True),
    ("self.total[:2].copy_(x)", False),
    ("self.total.data[0].zero_()", False),
    ("self.total.lerp_(x, 0.1)", True),
    ("self.total = self.total.to(x.device)", False),
    ("self.total.zero_()", False),
    ("x = x + self.total\n    self.total = 0.9 * self.total + x", True),
])
def test_what_is_saved_follows_the_use(forward: str, saved: bool) -> None:
    """What forward makes out of itself or changes in place is saved: a name says nothing of that."""
    text = f"def forward(self, x):\n    {forward}\n"
    said = remedy("self.total = torch.zeros(3)", methods=text)
    assert said == 'write self.register_buffer("total", torch.zeros(3)' + (")" if saved else ", persistent=False)")


def test_where_nothing_fails_no_failure_is_told() -> None:
    found = check_source(read(CASES / "rules" / "TSM101_fires_words_that_fit.py"))
    assert len(found) == 6 and not any("fails" in finding.message for finding in found)
    assert found[-1].help.startswith("after super().__init__() write ")


def test_the_fix_says_the_same_as_the_message() -> None:
    """What the message registers without persistent=False is registered so by an unsafe fix, and by no safe one."""
    text = module_text("self.running_mean = torch.zeros(3)\nself.mask = torch.ones(3)\n")
    said = [finding.write for finding in check_source(text)]
    assert fix_text(text, "m.py", Config(), unsafe=True).text == module_text("\n".join(said) + "\n")
    assert fix_text(text, "m.py", Config()).text == module_text("self.running_mean = torch.zeros(3)\n" + said[1] + "\n")
    never = fix_text(text, "m.py", Config(persistent="never")).text
    assert 'self.register_buffer("running_mean", torch.zeros(3), persistent=False)' in never


@pytest.mark.parametrize("body, forward, said", [
    ("self.x = torch.zeros(3)", "self.x = x * 2\n    return self.x",
     "write self.x = None"),
    ("self.x = torch.tensor(4)", "return x.view(int(self.x))", "write self.x = 4"),
    ("self.x = torch.ones(3).sum()", "return x * self.x.item()",
     "read it without .item(), and write self.x = torch.ones(3).sum().item()"),
    ("t = torch.ones(3)\nself.x_cpu = t\nself.register_buffer('x', t)", "return x + self.x_cpu",
     "read the buffer self.x where it's used, or make it a property"),
])
def test_where_a_buffer_is_not_what_fits(body: str, forward: str, said: str) -> None:
    text = f"def forward(self, x):\n    {forward}\n"
    assert remedy(body, methods=text) == said
    whole = module_text(body)
    assert fix_text(f"{whole}\n\n{textwrap.indent(text, '    ')}", "m.py", Config(), unsafe=True).applied == ()


def test_what_construction_reads_itself_cannot_be_none() -> None:
    body = "self.x = torch.zeros(3)\nself.n = self.x.numel()"
    said = remedy(body, methods="def forward(self, x):\n    self.x = x * 2\n    return self.x\n")
    assert said == "'x' is a bare tensor, replaced before it is read (forward, line 13)"


def test_a_name_that_a_method_gives_another_kind_of_value() -> None:
    said = remedy("self.x = torch.zeros(3)", methods="def fill(self, x):\n    self.x = [x]\n")
    assert said == ("since line 12 gives 'x' another kind of value, read self.x_ instead, and "
                    'write self.register_buffer("x_", torch.zeros(3), persistent=False)')
    said = remedy("self.x = [torch.zeros(3)]", methods="def fill(self, x):\n    self.x = [x]\n")
    assert said == "leave it empty here, since fill gives it others (line 12)"


def test_complex_numbers_are_no_matter_of_course() -> None:
    text = module_text("self.x = torch.polar(torch.ones(3), torch.ones(3))\nself.y = torch.fft.fft(torch.ones(3)).abs()")
    first, second = check_source(text)
    assert first.help.startswith("unless .to(torch.bfloat16) is used, which drops imaginary parts, write self.")
    assert "imaginary" not in second.help


def test_one_module_for_each_place() -> None:
    assert remedy(f"self.x = nn.ModuleList(n * [{LAYER}])", "n") == f"write self.x = nn.ModuleList([{LAYER} for _ in range(n)])"


@pytest.mark.parametrize("forward, said", [
    ("return x * self.x", ", and forward fails on a GPU (line 12)"),
    ("y = self.x.to(x)\n    return x * y", ", moved by hand in forward (line 12)"),
    ("return x * self.x[:2] + self.x[0]", ", and forward fails on a GPU (line 12)"),
    ("return x * self.x.sum() * self.x[0] * torch.max(self.x)", " left behind by .to()"),
    ("return x[self.x.long()]", " left behind by .to()"),
    ("return self.layer(x, src_mask=self.x, is_causal=True)", " left behind by .to()"),
    ("for y in self.x:\n        x = x * y\n    return x", " left behind by .to()"),
    ("return other(x, self.x)", " left behind by .to()"),
])
def test_where_a_tensor_is_used_is_said(forward: str, said: str) -> None:
    text = f"def forward(self, x):\n    {forward}\n"
    body = "self.layer = nn.TransformerEncoderLayer(8, 2, 16); self.x = torch.ones(3)"
    [finding] = check_source(f"{module_text(body)}\n\n{textwrap.indent(text, '    ')}")
    assert finding.message.endswith(said)


def test_a_tensor_without_dimensions_goes_with_any_device() -> None:
    text = "def forward(self, x):\n    return x * self.x\n"
    [finding] = check_source(f"{module_text('self.x = torch.tensor(2.0)')}\n\n{textwrap.indent(text, '    ')}")
    assert "GPU" not in finding.message


def test_keys_that_are_read_as_tuples() -> None:
    said = remedy(f"self.x = {{k: {LAYER} for k in keys}}", "keys", "def forward(self, a, b):\n    return self.x[a, b]\n")
    assert said == "use str(key) for each key, and write self.x = nn.ModuleDict(" \
        f"{{str(key): each for key, each in {{k: {LAYER} for k in keys}}.items()}})"


def test_a_name_that_forward_gives_something_else() -> None:
    said = remedy(f"self.x = [{LAYER}]", methods="def forward(self, x):\n    self.x = [x]\n    return x\n")
    assert said == f"since forward gives 'x' something else in line 12, write self.x_ = nn.ModuleList([{LAYER}])"


def test_parameters_over_none() -> None:
    """None can't get new values."""
    assert remedies(module_text('self.register_parameter("w", None)\nself.w = torch.ones(3)')) == [
        "self.w = nn.Parameter(torch.ones(3))"]
    assert remedies(module_text("self.w = nn.Parameter(torch.ones(3))\nself.w = torch.zeros(3)")) == [
        "self.w = nn.Parameter(torch.zeros(3))"]


def test_an_assigned_weight_is_no_parameter() -> None:
    """A tensor over a Parameter raises TypeError."""
    said = remedy("self.weight = torch.zeros(3)", methods="def update(self, x):\n    self.weight = x\n")
    assert said == 'write self.register_buffer("weight", torch.zeros(3), persistent=False)'


def test_super_that_reads_the_name() -> None:
    text = IMPORTS + dedent("""
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.size = len(self.mask)


        class M(Base):
            def __init__(self):
                self.mask = torch.ones(3)
                super().__init__()
        """)
    assert remedies(text) == [
        'keep this line, which super().__init__() reads, and after that call write self.register_buffer("mask", '
        'self.__dict__.pop("mask"), persistent=False)']


def test_a_name_that_some_branch_sets_first() -> None:
    body = "if n:\n    self.x = None\nif n > 1:\n    self.x = torch.ones(n)"
    assert remedies(module_text(body, "n")) == [
        'register it in line 10 too, and here write self.register_buffer("x", torch.ones(n), persistent=False)']


def test_what_is_put_together_elsewhere_is_printed() -> None:
    both = ('a, b = torch.ones(2); self.register_buffer("a", a, persistent=False); '
            'self.register_buffer("b", b, persistent=False)')
    assert remedies(module_text("self.a, self.b = torch.ones(2)")) == [both, both]
    assert remedies(module_text("self.w = nn.Parameter(torch.ones(3)) * 0.1")) == [
        "self.w = nn.Parameter(torch.ones(3) * 0.1)"]
    assert remedies(module_text("self.x = [torch.ones(2), torch.ones(3)]")) == [
        "read them by getattr, and write for i, each in enumerate([torch.ones(2), torch.ones(3)]): "
        'self.register_buffer(f"x_{i}", each, persistent=False)']


# --- the fix does what the message says

FIXES = Config(debug=True, fixes=True, chosen=frozenset({"TSM905"}))
FILES = [*sorted(EXAMPLES.glob("*.py")), *case_files("rules", "bugs")]
TEXTS = [*map(read, FILES), *(case.before for case in cases_of("TSM101"))]


def fixed_otherwise(finding: Finding, fix: Fix) -> bool:
    """Whether the fix of a tensor makes something else of it than the line that the message says to write."""
    line = finding.write
    if "Parameter(" in line:
        return not fix.title.endswith("an nn.Parameter") or fix.safe
    if fix.title.endswith("as a buffer"):
        written = "".join(edit.text for edit in fix.edits)
        return ("persistent=False" in line) != ("persistent=False" in written)
    if fix.title.endswith("until it's registered"):
        return finding.help != "delete this assignment"
    return not line or (fix.safe and "persistent=False" not in line)


@pytest.mark.slow
def test_fix_and_message_agree() -> None:
    """On Parameter or buffer, and on whether it is saved; what is saved is no safe fix."""
    found = [f for text in TEXTS for f in check_source(text, "model.py", FIXES) if f.code == "TSM101"]
    fixed = [(f, f.fix) for f in found if f.fix is not None]
    assert len(fixed) > 150
    assert [f for f, fix in fixed if fixed_otherwise(f, fix)] == []


@pytest.mark.parametrize("body, methods, reason", [
    ('self.register_buffer("x", torch.ones(2))\nself.x_cpu = torch.ones(2)', "",
     "it's another copy of the buffer self.x"),
    ("self.x = torch.zeros(2)", "def forward(self, x):\n    self.x = x * 2\n    return self.x\n",
     "forward replaces it before anything reads it"),
    ("self.x = torch.tensor(2.0)", "def forward(self, x):\n    return x * self.x.item()\n",
     "only a plain value of it is used"),
])
def test_where_no_buffer_fits_the_reason_is_told(body: str, methods: str, reason: str) -> None:
    [finding] = check_source(f"{module_text(body)}\n\n{textwrap.indent(methods, '    ')}", "model.py", FIXES)
    assert finding.fix is None and finding.no_fix == reason


def test_what_no_parameter_can_be() -> None:
    """nn.Parameter refuses items that construction sets, `.numpy()` and None; a line leaves other targets as they are."""
    text = read(CASES / "rules" / "TSM101_fires_no_parameter.py")
    assert remedies(text) == [
        "make it an nn.Parameter if it is trained, else write "
        'self.register_buffer("weight", torch.empty((n, n), requires_grad=False), persistent=False)',
        'self.register_buffer("probability", torch.empty(len(counts)), persistent=False)',
        'self.register_buffer("weight", torch.randn(n, n))',
        'self.register_buffer("alpha", alpha, persistent=False)',
        "make it an nn.Parameter here too, with requires_grad=False if it isn't trained",
        "self.first, self.second, mask = self.parts(data); "
        'self.register_buffer("mask", mask, persistent=False)',
        "in __init__ write "
        'self.register_buffer("table", torch.tensor([[0.14, 1.0], [0.08, 1.01]]), persistent=False)',
        "since the class has 'table', "
        'write self.register_buffer("table_", self.table.to(dtype=dtype), persistent=False)',
        "in __init__, for forward to compute with, "
        'write self.register_buffer("matrix_", self.matrix.clone(), persistent=False)',
    ]


@pytest.mark.parametrize("case, said", [
    ("TSM103_fires_read_by_the_base", [
        "keep this line, which super().__init__() reads, and register each tensor after that call",
        "keep this line, which super().__init__() reads, and after that call write self.layers = "
        "nn.ModuleList(self.layers)",
        "keep this line, which super().__init__() reads, and after that call write self.metrics = "
        "nn.ModuleList(self.metrics)"]),
    ("TSM105_fires_made_by_an_overridden_method", ["make what make() gives an nn.ModuleDict"]),
    ("TSM104_fires_the_callers_parameters", [
        "if no other module has them, write self.tracked = nn.ParameterList(list(parameters) if parameters else [])"]),
    ("TSM102_fires_kept_for_another_optimizer", [
        "keep _arch_parameters from the other optimizer, and write self.alphas = "
        "nn.Parameter((1e-3 * torch.randn(k)).requires_grad_())",
        "self.mean = nn.Parameter(torch.zeros(k).to(device), requires_grad=False)",
        "self.bias = nn.Parameter(torch.rand(k)) if bias else None"]),
    ("TSM203_fires_other_shapes", [
        "self.prompt = nn.Parameter(self.prompt.repeat(1, 2, 1))",
        "with torch.no_grad(): self.alpha.copy_(self.alpha.clamp(0, 1))"]),
    ("TSM101_fires_saved_or_made_again", [
        'self.register_buffer("p", torch.from_numpy(p.numpy()))',
        'self.register_buffer("drawn", torch.from_numpy(np.random.rand(3)))',
        'self.register_buffer("steps", torch.arange(n), persistent=False)',
        'self.register_buffer("cache", torch.zeros(n, n), persistent=False)',
        'self.register_buffer("mask", mask, persistent=False)',
        'self.register_buffer("table", table, persistent=False)',
        'self.register_buffer("overlap", torch.empty(0), persistent=False)',
        'self.register_buffer("volume", volume.view(1, 1, *volume.shape[-3:]), persistent=False)',
        'self.register_buffer("alphas", 1.0 - made, persistent=False)',
        'self.register_buffer("alphas_bar", torch.cumprod(self.alphas, dim=0), persistent=False)',
        'self.register_buffer("prior", torch.log(frequencies), persistent=False)']),
    ("TSM101_fires_filled_in_place", [
        'self.register_buffer("seen", torch.FloatTensor(tasks, n))',
        'self.register_buffer("rows", torch.empty(n, tasks))',
        'self.register_buffer("hot", torch.FloatTensor(tasks, n), persistent=False)',
        'self.register_buffer("basis", torch.tensor(np.linalg.qr(np.random.randn(n, n))[0]))',
        'self.register_buffer("order", torch.lu_unpack(*torch.randn(n, n).lu())[0])',
        'dims = torch.ones(n); self.register_buffer("dims", dims, persistent=False)']),
    ("TSM102_fires_no_parameter_of_its_own", [
        "register the Parameter that it's made of, and compute it in forward", "compute it in forward",
        "keep the Parameter under a name of its own, and expand it in forward",
        "leave it out here, if line 29 gives it anew before it is read",
        "leave it out here, if line 30 gives it anew before it is read"]),
    ("TSM105_fires_on_one_of_two_ways", [
        "register them on each way through the constructor",
        "make it an nn.ParameterList, which is no list, and ask for that in another way"]),
    ("TSM303_fires_each_turn_of_a_loop", [
        """self.first.add_module(("block.%s" % i).replace(".", "_"), nn.Linear(n, n))""",
        """self.second.add_module(name.replace(".", "_"), nn.Linear(n, n))"""]),
    ("TSM101_fires_beside_what_is_made_there", [
        "make what it meets in forward (line 16) on its device, and write "
        'self.register_buffer("sigma", torch.tensor([start]))',
        "make what it meets in forward (line 17) on its device, and write "
        'self.register_buffer("goal", torch.ones(3), persistent=False)',
        'self.register_buffer("free", torch.ones(3), persistent=False)',
        'self.register_buffer("bounds", torch.tensor([start, end]), persistent=False)']),
    ("TSM101_fires_beside_arrays_from_numpy", [
        "make what it meets in forward (line 18) on its device, and write "
        'self.register_buffer("low", torch.tensor(low), persistent=False)',
        "make what it meets in forward (line 18) on its device, and write "
        'self.register_buffer("high", torch.tensor(high), persistent=False)',
        "make what it meets in forward (line 29) on its device, and write "
        'self.register_buffer("starts", torch.arange(n), persistent=False)',
        "make what it meets in forward (line 29) on its device, and write "
        'self.register_buffer("ends", torch.arange(n), persistent=False)',
        'self.register_buffer("size", torch.arange(n), persistent=False)']),
    ("TSM101_fires_set_on_what_is_made", [
        'self.register_buffer("bias", torch.empty(n, dtype=torch.float16))',
        "self.gamma = nn.Parameter(torch.rand(n))"]),
    ("TSM102_fires_adapted_from_outside", ["", ""]),
    ("TSM102_fires_holds_results", [
        "",
        "register each tensor as a buffer, and read them by getattr",
        "since forward gives 'layers' something else in line 42, fill an nn.ParameterList of another name"]),
    ("TSM203_fires_new_at_each_call", [
        *["use another name: an nn.Parameter made here is a new one at each call"] * 2,
        "self.bias = nn.Parameter(torch.cat([x, x]))"]),
    ("TSM103_fires_detached_copies", [
        "register each tensor as a buffer, and read them by getattr",
        "make it an nn.ModuleList, which has no clear(), and do that in another way",
        "make it an nn.ModuleDict, which has no get(), and do that in another way",
        'self.named = nn.ModuleDict({"a": nn.Linear(2, 2)})']),
    ("TSM105_fires_modules_or_functions", [
        "if each in it is a module, write self.hashes = nn.ModuleDict(dict(zip(keys, hashes)))",
        "self.all = nn.ModuleList([Hash(), Hash()])"]),
    ("TSM101_fires_names_of_weights", [
        'self.register_buffer("weight", weight_of(kind, n), persistent=False)',
        'self.register_buffer("momentum", torch.rand(n))',
        'self.register_buffer("own_weight", self.momentum)',
        'self.register_buffer("overflow", torch.IntTensor([0]), persistent=False)',
        "self.states = nn.Parameter(init(torch.empty(n, n)))",
        'self.register_buffer("scales", torch.rand(n))',
        'self.register_buffer("shifts", torch.rand(n))',
        'self.register_buffer("alpha", alpha, persistent=False)',
        'self.register_buffer("first", torch.FloatTensor(rows.data), persistent=False)',
        'self.register_buffer("second", torch.Tensor(rows.copy()), persistent=False)',
        'self.register_buffer("edge_weight", torch.ones(n), persistent=False)',
        'self.index, weight = self.normed(n); self.register_buffer("weight", weight, persistent=False)',
        'make it an nn.Parameter if it is trained, else write self.register_buffer("beta", beta, persistent=False)',
        'self.register_buffer("alpha", 1 - beta, persistent=False)']),
    ("TSM201_fires_after_branches", ["use another name", "delete that assignment", "use another name there"]),
    ("TSM201_fires_none_placeholder", [
        'in line 9 write self.register_parameter("bias", None)', 'in line 17 write self.add_module("skip", None)',
        "delete that assignment"]),
    ("TSM101_fires_on_one_of_two_ways", [
        "use another name in line 11, and register this one on each way: None where it's no tensor",
        'self.register_buffer("angle", torch.rand(1) * 80)',
        "if it is always a tensor, register it as a buffer",
        "use another name for what is no tensor, and register this one as a buffer",
        "register it as a buffer, and read it by getattr where self.__dict__ is read",
        "register each tensor as a buffer, and read them by getattr",
        "use another name for what is no tensor, and register this one as a buffer"]),
])
def test_advice_goes_by_what_else_is_known(case: str, said: list[str]) -> None:
    """What reads, gives, keeps, moves or meets what is lost decides what can be written."""
    assert remedies(read(CASES / "rules" / f"{case}.py")) == said
