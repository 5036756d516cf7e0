"""The fixes against PyTorch: classes are constructed before and after, and what they hold is compared.

Opt in with `pytest -m torch`, where torch is installed.
"""
from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fixes import Case, cases_of

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

CHANGED = [case for name in ("TSM101", "TSM102", "TSM106") for case in cases_of(name) if case.before != case.after]
SAFE = [case for case in CHANGED if not case.unsafe]
UNSAFE = [case for case in CHANGED if case.unsafe]


def constructed(text: str) -> Any:
    """The module M of a text."""
    torch.manual_seed(0)
    space: dict[str, Any] = {"__name__": "model"}
    exec(compile(text, "model.py", "exec"), space)
    return space["M"]()


def names_fixed(case: Case) -> list[str]:
    """The names that the fixes of a case are about."""
    return [finding.name for finding in case.fixed(case.before).applied]


@pytest.mark.parametrize("case", SAFE, ids=[case.title for case in SAFE])
def test_safe(case: Case) -> None:
    before, after = constructed(case.before), constructed(case.after)
    assert list(before.state_dict()) == list(after.state_dict())
    assert dict(after.named_parameters()).keys() == dict(before.named_parameters()).keys()
    after.load_state_dict(before.state_dict())
    names = names_fixed(case)
    assert names
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        assert (old is None and new is None) or (torch.equal(old, new) and old.dtype == new.dtype)
        assert name in after._buffers
    moved = constructed(case.after).to("meta")
    assert all(getattr(moved, name) is None or getattr(moved, name).device.type == "meta" for name in names)
    doubled = constructed(case.after).double()
    for name in names:
        value = getattr(after, name)
        if value is not None and value.is_floating_point():
            assert getattr(doubled, name).dtype is torch.float64
    if hasattr(after, "double_it"):
        after.double_it()
        assert torch.equal(after.mask, 4 * before.mask) and "mask" in after._buffers
        after.drop()
        assert after.mask is None


def calls_of(module: Any) -> list[str]:
    """The methods that a class of a case defines and that take at most one argument."""
    own = {name: method for name, method in vars(type(module)).items() if inspect.isfunction(method)}
    return sorted(name for name, method in own.items()
                  if not name.startswith("_") and len(inspect.signature(method).parameters) <= 2)


def called(module: Any, name: str, device: str) -> Any:
    """What a method gives; one that takes an argument is given a tensor of the device."""
    torch.manual_seed(0)
    method = getattr(module, name)
    return method(torch.ones(2, device=device)) if inspect.signature(method).parameters else method()


MEETING = [case for case in SAFE if "def forward(" in case.before or "def noise(" in case.before]


@pytest.mark.parametrize("case", MEETING, ids=[case.title for case in MEETING])
def test_methods_give_the_same_and_work_elsewhere(case: Case) -> None:
    """On the CPU the result is the same; on another device everything that meets in an expression has come along."""
    before, after = constructed(case.before), constructed(case.after)
    for name in calls_of(before):
        assert torch.equal(called(before, name, "cpu"), called(after, name, "cpu"))
        if ".cpu()" not in case.after:  # a tensor without data can't be copied back
            assert called(constructed(case.after).to("meta"), name, "meta").device.type == "meta"


STAYING = [case for case in cases_of("TSM101") if case.title.startswith((
    "never: it meets", "never: a later value", "never: numpy reads", "never: a function of the file gives"))]


@pytest.mark.parametrize("case", STAYING, ids=[case.title for case in STAYING])
def test_what_is_left_would_break_on_another_device(case: Case) -> None:
    """As a buffer the tensor of the first line would be elsewhere than what it meets, and now it isn't."""
    space: dict[str, Any] = {"__name__": "model"}
    exec(compile(case.before, "model.py", "exec"), space)
    arguments = {"std": torch.ones(2)} if "std=None" in case.before else {}

    def work(module: Any) -> None:
        for name in calls_of(module):
            called(module, name, "meta" if name == "forward" and "x.device" in case.before else "cpu")
        if "drawn" in space:
            space["drawn"](module)

    work(space["M"](**arguments))
    module = space["M"](**arguments)
    names = [name for name, value in vars(module).items() if isinstance(value, torch.Tensor) and name != "std"]
    for name in names:
        module.register_buffer(name, vars(module).pop(name), persistent=False)
    with pytest.raises((RuntimeError, TypeError, NotImplementedError)):
        work(module.to("meta"))


def of_file(*names: str) -> list[Case]:
    """The unsafe cases of some files."""
    return [case for name in names for case in cases_of(name) if case.unsafe and case.before != case.after]


@pytest.mark.parametrize("case", of_file("TSM102"), ids=[case.title for case in of_file("TSM102")])
def test_parameters_are_trained_and_saved(case: Case) -> None:
    before, after = constructed(case.before), constructed(case.after)
    for name in names_fixed(case):
        if isinstance(getattr(type(after), name, None), property):  # computed anew of the Parameter that is there
            assert torch.equal(getattr(before, name), getattr(after, name))
            assert getattr(after, name) is not getattr(after, name)
            continue
        assert name not in dict(before.named_parameters()) and name not in before.state_dict()
        made = dict(after.named_parameters())[name]
        assert made.requires_grad and made.is_leaf and name in after.state_dict()
        assert torch.equal(made.data, getattr(before, name).data)


@pytest.mark.parametrize("case", of_file("TSM106"), ids=[case.title for case in of_file("TSM106")])
def test_properties_follow_the_buffer(case: Case) -> None:
    before, after = constructed(case.before), constructed(case.after)
    assert list(before.state_dict()) == list(after.state_dict())
    for name in names_fixed(case) if "container" not in case.title else []:
        assert getattr(after, name) is (after.table if hasattr(after, "table") else after.norm.running_mean)
        assert getattr(before.to("meta"), name).device.type == "cpu"
        assert getattr(after.to("meta"), name).device.type == "meta"
        after = constructed(case.after)


@pytest.mark.parametrize("case", of_file("TSM101"), ids=[case.title for case in of_file("TSM101")])
def test_what_is_asked_to_be_saved_is_saved(case: Case) -> None:
    assert not constructed(case.before).state_dict()
    trained = re.findall(r"self\.(\w+) = nn\.Parameter\(", case.after)
    saved = re.findall(r'self\.register_buffer\("(\w+)", (?!.*persistent=False)', case.after)
    saved += re.findall(r"self\.(\w+) = nn\.Buffer\((?!.*persistent=False)", case.after)
    assert list(constructed(case.after).state_dict()) == trained + saved
    assert list(dict(constructed(case.after).named_parameters())) == trained


def test_an_argument_may_be_a_parameter() -> None:
    """Why the fix of an argument's tensor is unsafe: what was trained isn't any more."""
    [case] = [case for case in of_file("TSM101") if case.title.startswith("an argument's tensor")]
    for text, trained in ((case.before, ["std"]), (case.after, [])):
        space: dict[str, Any] = {"__name__": "model"}
        exec(compile(text, "model.py", "exec"), space)
        made = space["M"](std=torch.nn.Parameter(torch.ones(2)))
        assert list(dict(made.named_parameters())) == trained


def test_tables_are_rounded() -> None:
    """Why the fix of a table is unsafe: a plain tensor keeps its digits when the module's numbers become shorter."""
    [case] = [case for case in cases_of("TSM101") if case.title.startswith("a table of numbers")]
    before, after = constructed(case.before), constructed(case.after)
    assert before.to(torch.bfloat16).freqs.dtype is torch.float32
    assert after.to(torch.bfloat16).freqs.dtype is torch.bfloat16


def test_torchscript_reads_the_annotations_of_the_class(tmp_path: Path) -> None:
    """Why an annotation stays in the constructor: postponed ones of the class are strings, which TorchScript refuses."""
    [case] = [case for case in cases_of("TSM101") if case.title.startswith("annotated, with postponed")]
    for number, text in enumerate((case.before, case.after, case.after.replace(
            "class M(nn.Module):\n", "class M(nn.Module):\n    grid: torch.Tensor\n\n"))):
        path = tmp_path / f"annotated{number}.py"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if number < 2:
            assert torch.jit.script(module.M())(torch.ones(2)).tolist() == [2, 2]
        else:
            with pytest.raises(Exception, match="Unknown type annotation"):
                torch.jit.script(module.M())


@pytest.mark.parametrize("case", [case for case in cases_of("TSM101") if case.title.startswith("never: a number")])
def test_what_is_left_would_break(case: Case) -> None:
    """A number under a buffer's name raises: this is why these stay as they are."""
    registered = 'self.register_buffer("mask", torch.ones(n) if not n else 0)'
    broken = case.before.replace("self.mask = torch.ones(n) if n else 0", registered)
    registered = 'self.register_buffer("mask", torch.ones(n)); self.mask = 0\n'
    broken = broken.replace("self.mask = torch.ones(n)\n", registered)
    with pytest.raises((TypeError, KeyError)):
        constructed(broken)
