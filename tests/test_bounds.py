"""Nothing hangs the analysis and nothing blows it up, counted and not timed.

Each input once took seconds to hours or gigabytes; the bound on the work is a few times what it takes now.  After each
class that is hard to follow stands one with a mistake, which is found whatever becomes of the first.
"""
from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Hashable, Iterator

import pytest

from benchmarks import generated
from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from flake8_torchstate.model import state, values
from flake8_torchstate.model.guards import Literal
from flake8_torchstate.model.values import Container, Module, Parameter, Plain, Unknown
from flake8_torchstate.run.limits import MOST_DEPTH, MOST_ITEMS, MOST_LITERAL
from tests.counting import Work, counted
from tests.helpers import constructed, found_in, module_text, value_of

MEGABYTE = 2 ** 20
ALL = Config(debug=True, screened=False)
LAST = "last"


@pytest.fixture
def work() -> Iterator[Work]:
    """Counts from now on."""
    with counted() as found:
        yield found


def codes(text: str) -> list[str]:
    """The codes of a file's findings, but for the one after what is hard to follow, which must be there."""
    found = check_source(text, config=ALL)
    assert [f.code for f in found if f.name == LAST] == ["TSM101"]
    for finding in found:
        if finding.code == "TSM000":
            assert "'Net'" in finding.message
            assert " takes more than " in finding.message or "nested too deeply" in finding.message
    return [f.code for f in found if f.name != LAST]


# --- containers that go into themselves

SELVES = [
    "a = [1]; a += a", "a = [1]; a.extend(a)", "a = [1]; b = a; b += a", "a = [1]; a[:0] = a",
    "a = {1}; a |= a; a.update(a)",
    "d = {1: 2}; d.update(d); d |= d", "a = [1]; a.extend(q for q in a)", "a = []; a.append(a); a += a",
    "a = [1]; a.append(a); a.extend(a); a.extend(a); self.a = a",
    "self.a = [1]; self.a += self.a; self.a.extend(self.a)",
    "a = b = []; a.append(b); b.append(a); a.extend(b); b.extend(a); self.a = a",
    "d = {}; d['d'] = d; d.update(d); self.d = d",
    "s = nn.Sequential(); s.append(s); s.extend(s); s += s; self.s = nn.Sequential(s, s)",
    "m = nn.ModuleList([nn.ReLU()]); m.append(m); m.extend(m); self.m = m",
]


@pytest.mark.parametrize("line", SELVES)
def test_a_container_that_goes_into_itself(line: str, work: Work) -> None:
    found = check_source(module_text(f"{line}\nself.last = torch.ones(1)"), config=ALL)
    assert [f.code for f in found if f.name == LAST] == ["TSM101"]
    assert "TSM000" not in {f.code for f in found}
    assert work["steps"] < 60 and work["visited"] < 500 and work["leaves"] < 100, work


@pytest.mark.parametrize("line", ["a += a", "a.extend(a)", "a = a + a", "a = [*a, *a]", "a = a * 2", "b = a; b += a"])
def test_a_list_with_itself_is_twice_as_long(line: str) -> None:
    value = constructed(f"a = [torch.ones(1), 2]\n{line}\nself.it = len(a)").state.names["it"][0].value
    assert value is not None and values.constant(value) == 4


def test_tensors_in_a_list_that_holds_itself_are_found() -> None:
    assert found_in("self.a = [torch.ones(1)]\nself.a.append(self.a)\nself.a += self.a") == [
        "TSM103 self.a = [torch.ones(1)]", "TSM103 self.a.append(self.a)", "TSM103 self.a += self.a"]


# --- values made of the same values again and again

SHARING = {
    "unknown calls": ("it = nn.Linear(1, 1)", "mix({})", ""),
    "lists": ("it = [torch.ones(1)]", "[{}]", "TSM103"),
    "dicts": ("it = [nn.Linear(1, 1)]", "dict(a=[{}])", "TSM105"),
    "partials": ("it = torch.ones(1)", "functools.partial(mix, {})", "TSM103"),
    "layers": ("it = nn.Sequential(nn.Linear(1, 1))", "nn.Sequential({})", ""),
    "lists of layers": ("it = nn.Linear(1, 1)", "nn.ModuleList([nn.Sequential(), nn.Sequential({})])", ""),
    "copies": ("it = [torch.ones(1)]", "copy.deepcopy([{}])", "TSM103"),
}


def shared(kind: str, count: int, times: int) -> str:
    """A value that is made of the one before it, so many times in one expression, and so many expressions of that."""
    first, step, _ = SHARING[kind]
    names = ", ".join(["it"] * times)
    head = "import copy\nimport functools\nmix: object\n"
    return head + generated.steps(first, f"it = {step.format(names)}", count=count)


@pytest.mark.parametrize("kind", SHARING)
def test_a_value_is_walked_over_once_wherever_it_stands(kind: str, work: Work) -> None:
    """Eight times the places, about as many values visited; twice the values, at most four times as many."""
    assert SHARING[kind][2] in ("", *codes(shared(kind, 2, 2)))
    work.clear()
    codes(shared(kind, 12, 2))
    few = Work(work)
    work.clear()
    codes(shared(kind, 12, 16))
    assert work["visited"] <= 16 * few["visited"] and work["leaves"] <= 16 * few["leaves"] + 100, (few, work)
    assert work["visited"] < 20_000 and work["leaves"] < 5_000, work
    work.clear()
    codes(shared(kind, 24, 2))
    assert work["visited"] <= 4 * few["visited"] + 200, (few, work)


DOUBLING = {
    "sum": "it = it + it", "in place": "it += it", "extend": "it.extend(list(it))", "display": "it = [*it, *it]",
    "product": "it = it * 2",
    "chain": "it = list(itertools.chain(it, it))", "loops": "it = [x for x in it for y in (1, 2, 3)]",
}


@pytest.mark.parametrize("kind", DOUBLING)
def test_a_container_grows_up_to_a_size(kind: str, work: Work) -> None:
    """2 ** 40 tensors: what is in the list is known up to a bound, and that tensors are lost in it is still said."""
    text = "import itertools\n" + generated.steps("it = [torch.ones(1)]", DOUBLING[kind], count=40)
    assert codes(text) in (["TSM103"], ["TSM000"])
    assert work["visited"] < 400 * MOST_ITEMS and work["leaves"] < 5 * MOST_ITEMS, work


def test_what_is_past_the_bound_of_a_container_is_no_finding() -> None:
    """Layers of which some are in an nn.ModuleList past the bound: none of them is taken for a lost one."""
    more = MOST_ITEMS + 50
    layers = f"layers = [{'nn.Linear(1, 1), ' * more}]\nself.layers = nn.ModuleList(layers)\nself.all = layers[::-1]"
    assert found_in(layers) == []
    made = value_of(f"[{'1, ' * more}]")
    assert isinstance(made, Container) and not made.exact and len(made.entries) == MOST_ITEMS + 1
    assert isinstance(made.entries[-1].value, Unknown)


def test_an_item_past_the_bound_is_unknown() -> None:
    table = "{" + ", ".join(f"{n}: 1" for n in range(MOST_ITEMS + 50)) + "}"
    assert values.constant(value_of(f"{table}[5]")) == 1
    assert isinstance(value_of(f"{table}[{MOST_ITEMS + 20}]"), (Unknown, values.Choice))


@pytest.mark.slow
@pytest.mark.parametrize("literal", [
    "[" + "1, " * 20_000 + "]", "{" + "'a': 1, " * 20_000 + "}", "torch.tensor([" + "[1, -2], " * 5_000 + "])"])
def test_a_long_literal_takes_as_many_steps_as_are_known_of_it(literal: str, work: Work) -> None:
    assert "TSM000" not in codes(generated.one_line(f"self.it = {literal}"))
    assert work["steps"] < 6 * MOST_ITEMS


def test_a_long_table_of_the_module_isnt_looked_into(work: Work) -> None:
    rows = "".join(f"    'n{n}': {{'sizes': [1, 2, 3]}},\n" for n in range(5_000))
    text = f"TABLE = {{\n{rows}}}\n{generated.one_line('self.sizes = TABLE[depth]; self.all = [torch.ones(1)]')}"
    assert codes(text) == ["TSM103"]
    assert work["steps"] < 100


# --- what names a value

KEYS = {
    "products": ("it = depth", "it = it * it"),
    "unknown": ("it = mix()", "it = it * it"),
    "methods": ("it = str(depth)", "it = it.zfill(it, it)"),
    "builtins": ("it = depth", "it = round(it, it)"),
    "types": ("it = depth", "it = type(it)(it, type(it))"),
    "truths": ("it = depth > 1", "it = it == it"),
    "calls": ("it = mix", "it = it(it, 1)"),
}


def parts_in(key: Hashable, most: int) -> int:
    """How many parts a key has, those of its parts included; no more than are asked for."""
    todo: list[object] = [key]
    found = 0
    while todo and found <= most:
        part = todo.pop()
        found += 1
        if isinstance(part, Literal):
            todo += [part.subject, part.constant]
        elif isinstance(part, (tuple, frozenset)):
            todo += part
    return found


@pytest.mark.parametrize("kind", KEYS)
def test_the_key_of_a_value_has_few_parts(kind: str) -> None:
    first, step = KEYS[kind]
    held = constructed("\n".join([first, *[step] * 40, "self.it = it"]), "depth: int, mix").state.names["it"][0].value
    assert held is not None
    parts = parts_in(held.key, 5_000)
    assert parts < 500


def test_what_is_written_alike_has_one_key() -> None:
    lines = "self.a = (depth + 1) * len(x)\nself.b = (depth + 1) * len(x)\nself.c = (depth + 2) * len(x)"
    machine = constructed(lines, "depth: int, x")
    a, b, c = (machine.state.names[name][0].value for name in "abc")
    assert a is not None and b is not None and c is not None
    assert a.key == b.key != c.key


# --- constants

HUGE = [
    "'y' * 1000000000", "1000000000 * 'y'", "'y' * (10 ** 30)",
    "'%01000000000d' % 5", "'%1000000000s' % 'a'", "'%.1000000000f' % 1.5",
    "'%*d' % (1000000000, 5)", "'{:1000000000}'.format(5)", "'{:>{}}'.format(5, 1000000000)", "f'{5:01000000000d}'",
    "'a'.ljust(1000000000)", "'a'.zfill(1000000000)", "'a'.center(1000000000)", "'a\\t'.expandtabs(1000000000)",
    "format(5, '01000000000d')", "str(10 ** 10 ** 9)", "str(1 << 10 ** 9)",
]


@pytest.mark.parametrize("text", HUGE)
def test_no_text_is_made_that_is_longer_than_a_name(text: str) -> None:
    """Such a name isn't known, and what stands under it is no finding with a made-up name."""
    tracemalloc.start()
    try:
        codes(generated.one_line(f"setattr(self, {text}, torch.ones(1))"))
        assert tracemalloc.get_traced_memory()[1] < 30 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert values.constant(value_of(text)) is values.MISSING


KNOWN = {
    "'%03d' % 5": "005", "'layer_%d' % 5": "layer_5", "'%s.%s' % 5": None,
    "'{:03}'.format(5)": "005", "'a{}'.format('b')": "ab",
    "'{0.real}'.format(5)": None, "'y' * 3": "yyy", "'a' * -5": "", "'a' * 2001": None, "'-'.join('abc')": "a-b-c",
    "'aa'.replace('a', 'b')": "bb", "f'{5}x'": "5x", "str(10) + 'a'": "10a", "str(range(10 ** 30))": None,
}


@pytest.mark.parametrize("text", KNOWN)
def test_short_texts_are_computed(text: str) -> None:
    found = values.constant(value_of(text))
    assert (None if found is values.MISSING else found) == KNOWN[text]


GROWING = {
    "sums": "it = it + it", "f-strings": "it = f'{it}{it}'",
    "join": "it = it.join('abcdefgh')", "join both": "it = it.join(it)",
    "replace": "it = it.replace('a', 'aaaa')", "replace both": "it = it.replace('a', it)",
    "format": "it = '{0}{0}'.format(it)",
    "percent": "it = '%s%s' % (it, it)", "products": "it = it * 2", "case": "it = (it + it).upper().lower()",
}


@pytest.mark.parametrize("first", ["'aba'", "f'a{depth}'"])
@pytest.mark.parametrize("kind", GROWING)
def test_a_text_grows_up_to_a_size(kind: str, first: str) -> None:
    tracemalloc.start()
    try:
        codes(generated.steps(f"it = {first}", GROWING[kind], "setattr(self, it, torch.ones(1))", count=40))
        assert tracemalloc.get_traced_memory()[1] < 30 * MEGABYTE
    finally:
        tracemalloc.stop()
    lines = [f"it = {first}", *[GROWING[kind]] * 40, "self.it = it"]
    held = constructed("\n".join(lines), "depth").state.names["it"][0].value
    assert isinstance(held, (Plain, Unknown))
    text = values.constant(held)
    assert text is values.MISSING or len(text) <= MOST_LITERAL
    assert len(getattr(held, "text", "")) <= MOST_LITERAL


# --- long chains and deep nesting

repeated = generated.repeated_text
CHAINS: dict[str, Callable[[int], str]] = {
    "elif": generated.branches,
    "case": generated.cases,
    "try": generated.attempts,
    "and": lambda n: repeated("depth and ", n, "", "width"),
    "or": lambda n: repeated("mix() or ", n, "", "width"),
    "sum": lambda n: repeated("depth + ", n, "", "width"),
    "sum of tensors": lambda n: repeated(" + width", n, "torch.ones(1)"),
    "sum of texts": lambda n: generated.one_line(f"setattr(self, {' + '.join(['depth'] * n)}, torch.ones(1))"),
    "sum of lists": lambda n: repeated(" + [depth]", n, "[torch.ones(1)]"),
    "comparison": lambda n: repeated("depth < ", n, "", "width"),
    "layers": lambda n: repeated("nn.ReLU(), ", n, "nn.ModuleList([", "])"),
    "mistakes": lambda n: generated.mistakes(n) + generated.AFTER,
}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=[pytest.mark.slow] if kind == "mistakes" else []) for kind in CHAINS])
def test_work_grows_with_the_length_of_a_chain(kind: str, work: Work) -> None:
    """Twice the length takes about twice the work."""
    counts: list[Work] = []
    for length in (200, 400):
        work.clear()
        assert "TSM000" not in {f.code for f in check_source(CHAINS[kind](length), config=ALL)}
        counts.append(Work(work))
    few, many = counts
    for what in few | many:
        assert many[what] <= 2.4 * few[what] + 200, (few, many)


def test_a_branch_past_the_bound_still_excludes_the_others() -> None:
    lines = ["if depth == 0:", "    self.register_buffer('x', torch.ones(1))"]
    for n in range(1, 120):
        lines += [f"elif mix({n}):", "    self.register_buffer('x', torch.ones(1))"]
    assert found_in("\n".join([*lines, "else:", "    self.register_buffer('x', torch.ones(2))"]), "depth, mix") == []


def test_the_last_of_many_branches() -> None:
    """A tensor in the last of very many branches is found there."""
    lines = ["if depth == 0:", "    y = 0"] + [f"elif depth == {n}:\n    y = {n}" for n in range(1, 120)]
    text = "\n".join([*lines, "else:", "    self.x = torch.ones(1)"])
    assert found_in(text, "depth") == ["TSM101 self.x = torch.ones(1)"]


DEEP = {
    "calls": repeated(".b()", 500, "depth"),
    "calls of a tensor": repeated(".abs()", 500, "torch.ones(1)"),
    "attributes": repeated(".b", 900, "depth"),
    "subscripts": repeated("[0]", 900, "depth"),
    "not": repeated("not ", 900, "", "depth"),
    "signs": repeated("-", 900, "", "depth"),
    "conditional": repeated("depth if width else ", 500, "", "width"),
    "lists": repeated("[", 90, "", "depth" + "]" * 90),
    "lambdas": repeated("(lambda: ", 60, "", "1" + ")" * 60),
    "elif": generated.branches(2000),
    "methods": generated.methods(300),
    "helpers": generated.helpers(300),
}
CONSTRUCTOR = "class Net(nn.Module):\n    def __init__(self, x{}):\n        super().__init__()\n        self.x = x\n"
OUTSIDE = {
    "base": "class Net(" + "a." * 900 + "b):\n    pass\n",
    "decorator": "@" + "a." * 900 + "b\nclass Net(nn.Module):\n    pass\n",
    "class attribute": "class Net(nn.Module):\n    x = " + "not " * 900 + "1\n",
    "constant": "X = " + "a + " * 900 + "1\nY = " + "not " * 900 + "1\n",
    "default": CONSTRUCTOR.format("=" + "not " * 900 + "1"),
    "annotation": CONSTRUCTOR.format(": " + "A | " * 900 + "B"),
    "elif": "if a == 0:\n    pass\n" + "".join(f"elif a == {n}:\n    def f(): pass\n" for n in range(2000)),
    "classes": "".join(" " * n + f"class C{n}(nn.Module):\n" for n in range(90)) + " " * 90 + "pass\n",
}


@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_deeply_takes_no_other_class_with_it(kind: str, work: Work) -> None:
    assert codes(DEEP[kind]) in ([], ["TSM000"], ["TSM101"])
    assert work["steps"] < 20_100


@pytest.mark.parametrize("kind", OUTSIDE)
def test_what_is_nested_deeply_around_the_classes(kind: str) -> None:
    assert codes(generated.HEAD + OUTSIDE[kind] + generated.AFTER) in ([], ["TSM000"])


def test_methods_that_call_each_other_are_followed() -> None:
    assert codes(generated.methods(20)) == ["TSM101"]


def test_methods_that_call_each_other_too_deeply_are_said() -> None:
    text = generated.methods(2 * MOST_DEPTH)
    assert codes(text) == ["TSM000"]
    assert f"takes more than {MOST_DEPTH} calls inside of each other" in check_source(text, config=ALL)[0].message


# --- walks over values

def test_within_and_reachable_give_each_value_once() -> None:
    inner = Container(entries=[values.Entry(Parameter())])
    outer = Container(entries=[values.Entry(inner), values.Entry(inner)])
    outer.entries.append(values.Entry(outer))
    for walk in (values.within, state.reachable):
        found = list(walk(outer))
        assert found[0] is outer and len(found) == len(set(found)) == 3


def test_known_state_of_modules_in_themselves() -> None:
    layer = Module(keeps=None)
    module = Module(children=Container(entries=[values.Entry(layer)]))
    for _ in range(60):
        inner = [module, Module(children=Container()), module]
        module = Module(children=Container(entries=list(map(values.Entry, inner))))
    assert module.known_state is None
    layer.keeps = False
    assert module.known_state is False and not module.inert
    layer.trains = False
    assert module.inert
    layer.keeps = True
    assert module.known_state is True
    assert module.children is not None
    module.children.entries.append(values.Entry(module))
    assert module.known_state is True


def test_a_choice_of_very_many_is_unknown() -> None:
    layers = [Module() for _ in range(500)]
    found = values.choose(values.Option(frozenset(), layer) for layer in layers)
    assert isinstance(found, Unknown) and found.carries == tuple(layers)
