"""The fixes of containers, constructors and names, held against PyTorch: each case is built before and after."""
from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest

from tests.test_fixes_registered import ALL, Case

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

BODIES = [c for c in ALL if not c.never and c.name.endswith("of the class body")]
LISTED = [c for c in ALL if not c.never and c.code == "TSM103" and "@property" in c.after and "partial" not in c.name]
BESIDE = [c for c in ALL if not c.never and re.search(r"self\.\w+_modules = nn", c.after) and "known" not in c.name]
CONTAINERS = [c for c in ALL if not c.never and c.code in ("TSM103", "TSM104", "TSM105")
              and c not in LISTED + BODIES + BESIDE and "_modules = nn" not in c.after and "@property" not in c.after]
ANEW = [c for c in ALL if not c.never and c.code == "TSM104" and "@property" in c.after]
SHARED = [c for c in ALL if not c.never and c.code == "TSM107"]
MODERN = [c for c in ALL if not c.never and c.code == "TSM904"]
WORKING = [c for c in ALL if not c.never and (c.code == "TSM202" or (c.code == "TSM204" and "key" not in c.name))]
RAISING = [c for c in ALL if not c.never and c not in CONTAINERS + SHARED + MODERN + WORKING + LISTED + BODIES + BESIDE
           and c.code not in ("TSM103", "TSM104", "TSM105")]
WIDTHS = {"TSM103": 2, "TSM104": 2, "TSM105": 4}


def built(text: str) -> Any:
    """An instance of the class Net of a text."""
    names: dict[str, Any] = {"__name__": "model"}
    torch.manual_seed(0)  # a class body may draw numbers too
    exec(compile(text, "model.py", "exec"), names)
    return names["Net"]()


def items(holder: Any) -> list[Any]:
    """What a list or dict, or PyTorch's counterpart, holds."""
    return list(holder.values()) if hasattr(holder, "values") else list(holder)


def tensors(item: Any) -> list[Any]:
    """The tensors of an item."""
    if item is None or isinstance(item, (int, float)):
        return []
    if isinstance(item, (list, dict, tuple)):
        return [tensor for inner in items(item) for tensor in tensors(inner)]
    return [item] if isinstance(item, torch.Tensor) else list(item.state_dict().values())


def filled(module: Any) -> dict[str, Any]:
    """The names of a module that hold containers, after the fix."""
    kinds = (torch.nn.ModuleList, torch.nn.ModuleDict, torch.nn.ParameterList, torch.nn.ParameterDict)
    return {name: child for name, child in module.named_children() if isinstance(child, kinds) and len(child)}


@pytest.mark.parametrize("case", CONTAINERS, ids=lambda c: f"{c.code} {c.name}")
def test_containers_keep_what_they_hold_and_follow(case: Case) -> None:
    """No key of state_dict() is lost, new ones are the container's; items and forward are the same; all moves."""
    before, after = built(case.before), built(case.after)
    names = filled(after)
    assert names
    old, new = set(before.state_dict()), set(after.state_dict())
    assert old <= new
    assert {key.partition(".")[0] for key in new - old} == set(names)
    for name in names:
        mine, theirs = items(getattr(before, name)), items(getattr(after, name))
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs):
            assert all(torch.equal(a, b) and a.dtype == b.dtype for a, b in zip(tensors(one), tensors(other)))
    if "def forward" in case.before:
        x = torch.rand(2, WIDTHS[case.code])
        assert torch.equal(before(x), after(x))
    after.to("meta")
    assert all(t.is_meta for name in names for item in items(getattr(after, name)) for t in tensors(item))


@pytest.mark.parametrize("case", BESIDE, ids=lambda c: f"{c.code} {c.name}")
def test_what_is_registered_beside_moves_where_it_was(case: Case) -> None:
    """The container holds the very same objects as before, which now are saved, trained and moved."""
    before, after = built(case.before), built(case.after)
    assert set(before.state_dict()) < set(after.state_dict())
    assert len(list(before.parameters())) < len(list(after.parameters()))
    with contextlib.suppress(AttributeError, NameError, TypeError, NotImplementedError):
        assert torch.equal(before(torch.ones(2, WIDTHS[case.code])), after(torch.ones(2, WIDTHS[case.code])))
    names = {n for n in vars(before) if isinstance(getattr(before, n), (list, dict, tuple))} & set(vars(after))
    held = [t for n in names for item in items(getattr(after, n)) if isinstance(item, (torch.nn.Module, torch.Tensor))
            for t in tensors(item)]
    assert held
    after.to("meta")
    moved = [t for n in names for item in items(getattr(after, n)) if isinstance(item, (torch.nn.Module, torch.Tensor))
             for t in tensors(item)]
    assert all(t.is_meta for t in moved)


@pytest.mark.parametrize("case", ANEW, ids=lambda c: f"{c.code} {c.name}")
def test_a_property_gives_what_the_attribute_held(case: Case) -> None:
    """Each Parameter has a name of its own; it is trained, saved and moved, and the property gives the one that is there."""
    before, after = built(case.before), built(case.after)
    for name in [name for name, value in vars(type(after)).items() if isinstance(value, property)]:
        old, new = tensors(getattr(before, name)), tensors(getattr(after, name))
        assert len(old) == len(new) > 0 and all(map(torch.equal, old, new))
        assert type(getattr(before, name)) is type(getattr(after, name))
        assert all(t.is_meta for t in tensors(getattr(after.to("meta"), name)))
    assert len(list(before.parameters())) < len(list(after.parameters()))


@pytest.mark.parametrize("case", BODIES, ids=lambda c: f"{c.code} {c.name}")
def test_each_instance_has_its_own(case: Case) -> None:
    before, after = built(case.before), built(case.after)
    assert not list(before.parameters()) and list(after.parameters())
    assert torch.equal(before(torch.ones(4)), after(torch.ones(4)))
    assert not {id(p) for p in after.parameters()} & {id(p) for p in type(after)().parameters()}
    assert all(p.is_meta for p in after.to("meta").parameters())


@pytest.mark.parametrize("case", LISTED, ids=lambda c: f"{c.code} {c.name}")
def test_lists_of_buffers_hold_the_same_and_follow(case: Case) -> None:
    """The property gives what the attribute gave; nothing is trained, and no key of state_dict() is new."""
    before, after = built(case.before), built(case.after)
    assert before.state_dict().keys() == after.state_dict().keys() and not list(after.parameters())
    after.load_state_dict(before.state_dict())
    names = [name for name, value in vars(type(after)).items() if isinstance(value, property)]
    assert names
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        assert (old.keys() == new.keys()) if isinstance(old, dict) else isinstance(new, type(old))
        assert len(old) == len(new) and all(map(torch.equal, tensors(old), tensors(new)))
    if "def forward" in case.before and "as a whole" not in case.name:
        assert torch.equal(before(torch.ones(2)), after(torch.ones(2)))
    after.to("meta")
    assert all(each.is_meta for name in names for each in tensors(getattr(after, name)))
    assert not any(each.is_meta for name in names for each in tensors(getattr(before.to("meta"), name)))


@pytest.mark.parametrize("case", CONTAINERS, ids=lambda c: f"{c.code} {c.name}")
def test_what_is_trained_after_the_fix(case: Case) -> None:
    """Modules' and Parameters' weights are trained; tensors that didn't require grad are not."""
    after = built(case.after)
    found = [p for name in filled(after) for p in getattr(after, name).parameters()]
    assert found
    assert {p.requires_grad for p in found} == {case.code != "TSM103"}


@pytest.mark.parametrize("case", RAISING, ids=lambda c: f"{c.code} {c.name}")
def test_what_raises_before_is_built_after(case: Case) -> None:
    """The class can't be constructed before the fix, and can after."""
    def work(text: str) -> Any:
        made = built(text)
        if case.code == "TSM203" and hasattr(made, "reset"):
            made.reset()
        return made

    with pytest.raises((KeyError, AttributeError, TypeError, RuntimeError)):
        work(case.before)
    after = work(case.after)
    assert after.state_dict()
    for name, tensor in after.state_dict(keep_vars=True).items():
        trained = isinstance(tensor, torch.nn.Parameter) and tensor.is_floating_point()
        assert tensor.requires_grad is trained, name


@pytest.mark.parametrize("case", WORKING, ids=lambda c: f"{c.code} {c.name}")
def test_names_change_and_nothing_else(case: Case) -> None:
    before, after = built(case.before), built(case.after)
    old, new = before.state_dict(), after.state_dict()
    assert {key.replace("_.", ".") for key in new} == old.keys()
    assert [t.shape for _, t in sorted(new.items())] == [t.shape for _, t in sorted(old.items())]
    if "def forward" in case.before:
        x = torch.rand(2, 2)
        assert torch.equal(before(x), after(x))


@pytest.mark.parametrize("case", MODERN, ids=lambda c: f"{c.code} {c.name}")
def test_an_assignment_registers_the_same(case: Case) -> None:
    before, after = built(case.before), built(case.after)
    assert before.state_dict().keys() == after.state_dict().keys()
    for table in ("_buffers", "_parameters"):
        old, new = getattr(before, table), getattr(after, table)
        assert old.keys() == new.keys()
        assert all(torch.equal(old[name], new[name]) and old[name].requires_grad == new[name].requires_grad for name in old)
    assert before._non_persistent_buffers_set == after._non_persistent_buffers_set
    after.load_state_dict(before.state_dict())
    assert all(tensor.is_meta for tensor in after.to("meta").buffers())


def shares(one: Any, other: Any) -> bool:
    """Whether two modules have a Parameter in common."""
    return not {id(p) for p in one.parameters()}.isdisjoint(map(id, other.parameters()))


@pytest.mark.parametrize("case", SHARED, ids=lambda c: f"{c.code} {c.name}")
def test_each_has_its_own_weights(case: Case) -> None:
    before, after = built(case.before), built(case.after)
    assert before.state_dict().keys() == after.state_dict().keys()
    if "default" in case.name:  # two instances shared them
        assert [shares(before, type(before)()), shares(after, type(after)())] == [True, False]
    else:
        assert len(list(before.parameters())) < len(list(after.parameters())) == len(after.state_dict())
    after.to("meta")
    assert all(t.is_meta for t in after.state_dict().values())
