"""registry.py against what PyTorch did: every recorded row, and sequences that no row holds.

`data/registration.json` was recorded from torch 2.13; the sequences and single facts below were measured with
the same version. Nothing here imports torch.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.knowledge import reserved as names
from flake8_torchstate.model import registry
from flake8_torchstate.model.registry import Ground, Kind, Operation, Outcome, Place, Slot, apply, check_name

DATA = Path(__file__).parent / "data"
RECORDED: dict[str, Any] = json.loads((DATA / "registration.json").read_text(encoding="utf-8"))

LINEAR = "torch.nn.modules.linear.Linear"

# The recorded wording of an operation -> operation, kind, and the type that the recorder's value had.
OPERATIONS: dict[str, tuple[Operation, Kind | None, str | None]] = {
    "self.x = <tensor>": (Operation.ASSIGN, Kind.TENSOR, None),
    "self.x = <Parameter>": (Operation.ASSIGN, Kind.PARAMETER, None),
    "self.x = <Buffer>": (Operation.ASSIGN, Kind.BUFFER, None),
    "self.x = <Module>": (Operation.ASSIGN, Kind.MODULE, LINEAR),
    "self.x = None": (Operation.ASSIGN, Kind.NONE, None),
    "self.x = <other>": (Operation.ASSIGN, Kind.OTHER, "int"),
    "register_buffer('x', <tensor>)": (Operation.REGISTER_BUFFER, Kind.TENSOR, None),
    "register_buffer('x', <Parameter>)": (Operation.REGISTER_BUFFER, Kind.PARAMETER, None),
    "register_buffer('x', <Module>)": (Operation.REGISTER_BUFFER, Kind.MODULE, LINEAR),
    "register_buffer('x', None)": (Operation.REGISTER_BUFFER, Kind.NONE, None),
    "register_parameter('x', <Parameter>)": (Operation.REGISTER_PARAMETER, Kind.PARAMETER, None),
    "register_parameter('x', <tensor>)": (Operation.REGISTER_PARAMETER, Kind.TENSOR, None),
    "register_parameter('x', <non-leaf>)": (Operation.REGISTER_PARAMETER, Kind.NON_LEAF, None),
    "register_parameter('x', None)": (Operation.REGISTER_PARAMETER, Kind.NONE, None),
    "add_module('x', <Module>)": (Operation.ADD_MODULE, Kind.MODULE, LINEAR),
    "register_module('x', <Module>)": (Operation.REGISTER_MODULE, Kind.MODULE, LINEAR),
    "add_module('x', None)": (Operation.ADD_MODULE, Kind.NONE, None),
    "add_module('x', <tensor>)": (Operation.ADD_MODULE, Kind.TENSOR, None),
    "del self.x": (Operation.DELETE, None, None),
}

CLASSES = {
    "Plain": Slot(),
    "WithClassAttribute": Slot(Ground.CLASS_ATTRIBUTE),
    "WithAnnotation": Slot(Ground.ANNOTATION),
    "WithMethod": Slot(Ground.METHOD),
    "WithProperty": Slot(Ground.PROPERTY),
    "WithSettableProperty": Slot(Ground.SETTABLE_PROPERTY),
    "BeforeSuper": Slot(initialised=False),
}

# What the class has, a number or a method, reads as OTHER; an nn.Buffer object calls itself Tensor.
READS: dict[str, set[Kind | None]] = {
    "Tensor": {Kind.TENSOR, Kind.NON_LEAF, Kind.BUFFER},
    "Parameter": {Kind.PARAMETER},
    "Linear": {Kind.MODULE},
    "NoneType": {Kind.NONE},
    "int": {Kind.OTHER},
    "method": {Kind.OTHER},
    "raises AttributeError": {None},
}


def run(slot: Slot, wording: str, owner: str) -> Outcome:
    """Apply the operation that the recorder words so."""
    operation, kind, type_name = OPERATIONS[wording]
    return apply(slot, operation, kind, owner=owner, type_name=type_name)


def held_in(slot: Slot) -> list[str]:
    """The places that have the name, as the recorder lists them."""
    on_class = slot.ground not in (Ground.NOTHING, Ground.ANNOTATION)
    return [place.value for place, _ in slot.held] or ["class"] * on_class


def pair_id(row: dict[str, Any]) -> str:
    return f"{row['class']}: {row['first'] or 'nothing'}, then {row['then']}"


def name_id(row: dict[str, Any]) -> str:
    return f"{row['call']}({row['name']!r}, <{row['value']}>)"


def test_number_of_rows() -> None:
    assert len(RECORDED["pairs"]) == 399
    assert len(RECORDED["names"]) == 78


def test_every_row_is_another() -> None:
    assert len({pair_id(row) for row in RECORDED["pairs"]}) == 399
    assert len({name_id(row) for row in RECORDED["names"]}) == 78


@pytest.mark.parametrize("row", RECORDED["pairs"], ids=pair_id)
def test_pair(row: dict[str, Any]) -> None:
    slot = CLASSES[row["class"]]
    if row["first"]:
        first = run(slot, row["first"], row["class"])
        assert first.raised is None
        slot = first.slot
    outcome = run(slot, row["then"], row["class"])
    raised = outcome.raised
    assert (raised.error if raised else None) == row["raises"]
    assert (raised.message if raised else None) == row["message"]
    assert held_in(outcome.slot) == row["held_in"]
    assert outcome.slot.reads in READS[row["reads"]]
    assert outcome.slot.exists is (row["reads"] != "raises AttributeError")


CALLS = {
    "register_buffer": Operation.REGISTER_BUFFER,
    "register_parameter": Operation.REGISTER_PARAMETER,
    "add_module": Operation.ADD_MODULE,
    "setattr": Operation.ASSIGN,
}
VALUES = {"Tensor": Kind.TENSOR, "Parameter": Kind.PARAMETER, "Linear": Kind.MODULE}


@pytest.mark.parametrize("row", RECORDED["names"], ids=name_id)
def test_name(row: dict[str, Any]) -> None:
    operation, kind = CALLS[row["call"]], VALUES[row["value"]]
    raised = check_name(operation, row["name"], kind, owner="Plain")
    assert (raised.error if raised else None) == row["raises"]
    assert (raised.message if raised else None) == row["message"]
    if isinstance(row["name"], str):
        assert apply(registry.fresh_slot(row["name"]), operation, kind, name=row["name"]).raised == raised


def test_reserved_names() -> None:
    assert sorted(names.RESERVED) == RECORDED["reserved"]
    assert not names.MODULE_METHODS & names.MODULE_ATTRIBUTES
    assert names.MODULE_METHODS | names.MODULE_ATTRIBUTES == names.RESERVED
    assert {"forward", "type", "parameters", "__class__"} <= names.MODULE_METHODS
    assert {"training", "_buffers", "T_destination", "dump_patches"} <= names.MODULE_ATTRIBUTES


@pytest.mark.parametrize("name", sorted(names.RESERVED))
def test_every_reserved_name_is_taken(name: str) -> None:
    assert registry.fresh_slot(name).exists
    for operation in (Operation.REGISTER_BUFFER, Operation.REGISTER_PARAMETER, Operation.ADD_MODULE):
        raised = check_name(operation, name, Kind.NONE)
        assert raised == registry.Raised("KeyError", f"attribute '{name}' already exists")


# Measured: class, then for each step the operation, what it raised, where the name is then, what reading it
# gives. "Module.__init__" runs nn.Module.__init__(self).
SEQUENCES: list[tuple[str, list[tuple[str, str | None, str, str]]]] = [
    # Assigning a Parameter takes the name out of `_modules` or `__dict__`, and only then finds it taken.
    ("WithClassAttribute", [
        ("self.x = <Module>", None, "_modules", "int"),
        ("self.x = <Parameter>", "KeyError", "class", "int"),
        ("self.x = <Module>", None, "_modules", "int"),
    ]),
    ("WithClassAttribute", [
        ("self.x = <other>", None, "attribute", "int"),
        ("self.x = <Parameter>", "KeyError", "class", "int"),
        ("register_buffer('x', <tensor>)", "KeyError", "class", "int"),
    ]),
    ("WithMethod", [
        ("self.x = <Module>", None, "_modules", "method"),
        ("self.x = <Parameter>", "KeyError", "class", "method"),
        ("del self.x", "AttributeError", "class", "method"),
    ]),
    ("WithProperty", [
        ("self.x = <Module>", None, "_modules", "int"),
        ("register_parameter('x', <Parameter>)", "KeyError", "_modules", "int"),
        ("self.x = <Parameter>", "KeyError", "class", "int"),
    ]),
    # A Module that the class hides still refuses what is no Module, and can be deleted.
    ("WithClassAttribute", [
        ("self.x = <Module>", None, "_modules", "int"),
        ("self.x = <Buffer>", "TypeError", "_modules", "int"),
        ("add_module('x', <Module>)", None, "_modules", "int"),
    ]),
    ("WithProperty", [
        ("self.x = <Module>", None, "_modules", "int"),
        ("self.x = <tensor>", "TypeError", "_modules", "int"),
        ("del self.x", None, "class", "int"),
    ]),
    ("WithMethod", [
        ("self.x = <other>", None, "attribute", "int"),
        ("self.x = <Module>", None, "_modules", "method"),
        ("del self.x", None, "class", "method"),
    ]),
    # A settable property is free until its setter has run; a table that has the name keeps the setter away.
    ("WithSettableProperty", [
        ("self.x = <other>", None, "class", "int"),
        ("self.x = <Parameter>", "KeyError", "class", "int"),
        ("self.x = <Module>", None, "_modules", "int"),
    ]),
    ("WithSettableProperty", [
        ("register_buffer('x', None)", None, "_buffers", "NoneType"),
        ("self.x = <other>", "TypeError", "_buffers", "NoneType"),
        ("self.x = <tensor>", None, "_buffers", "Tensor"),
    ]),
    ("WithSettableProperty", [
        ("self.x = <Parameter>", None, "_parameters", "Parameter"),
        ("self.x = <Module>", "TypeError", "_parameters", "Parameter"),
        ("del self.x", None, "class", "raises AttributeError"),
    ]),
    # Before nn.Module.__init__ plain values are set but not deleted. They outlive it, registrations don't.
    ("BeforeSuper", [
        ("self.x = <tensor>", None, "attribute", "Tensor"),
        ("Module.__init__", None, "attribute", "Tensor"),
        ("register_buffer('x', <tensor>)", "KeyError", "attribute", "Tensor"),
    ]),
    ("BeforeSuper", [
        ("self.x = <tensor>", None, "attribute", "Tensor"),
        ("del self.x", "AttributeError", "attribute", "Tensor"),
        ("self.x = <Parameter>", "AttributeError", "attribute", "Tensor"),
    ]),
    ("BeforeSuper", [
        ("self.x = <other>", None, "attribute", "int"),
        ("add_module('x', <Module>)", "AttributeError", "attribute", "int"),
        ("Module.__init__", None, "attribute", "int"),
    ]),
    ("Plain", [
        ("self.x = <Parameter>", None, "_parameters", "Parameter"),
        ("Module.__init__", None, "", "raises AttributeError"),
        ("self.x = <tensor>", None, "attribute", "Tensor"),
    ]),
    # None keeps the name in its table.
    ("Plain", [
        ("register_parameter('x', None)", None, "_parameters", "NoneType"),
        ("self.x = <tensor>", "TypeError", "_parameters", "NoneType"),
        ("self.x = <Parameter>", None, "_parameters", "Parameter"),
    ]),
    ("Plain", [
        ("register_buffer('x', None)", None, "_buffers", "NoneType"),
        ("self.x = <tensor>", None, "_buffers", "Tensor"),
        ("self.x = <Module>", None, "_modules", "Linear"),
    ]),
    ("Plain", [
        ("self.x = None", None, "attribute", "NoneType"),
        ("register_buffer('x', <tensor>)", "KeyError", "attribute", "NoneType"),
        ("self.x = <Parameter>", None, "_parameters", "Parameter"),
    ]),
    # From table to table, and free again after `del`.
    ("Plain", [
        ("register_buffer('x', <Parameter>)", None, "_buffers", "Parameter"),
        ("self.x = <Parameter>", None, "_parameters", "Parameter"),
        ("self.x = <tensor>", "TypeError", "_parameters", "Parameter"),
    ]),
    ("Plain", [
        ("self.x = <Module>", None, "_modules", "Linear"),
        ("self.x = <Parameter>", None, "_parameters", "Parameter"),
        ("self.x = <Buffer>", "TypeError", "_parameters", "Parameter"),
    ]),
    ("Plain", [
        ("self.x = <tensor>", None, "attribute", "Tensor"),
        ("del self.x", None, "", "raises AttributeError"),
        ("register_buffer('x', <tensor>)", None, "_buffers", "Tensor"),
    ]),
]


SEQUENCE_IDS = [f"{owner}: " + ", ".join(step[0] for step in steps) for owner, steps in SEQUENCES]


@pytest.mark.parametrize(("owner", "steps"), SEQUENCES, ids=SEQUENCE_IDS)
def test_sequence(owner: str, steps: list[tuple[str, str | None, str, str]]) -> None:
    slot = CLASSES[owner]
    for wording, error, place, reads in steps:
        if wording == "Module.__init__":
            outcome = Outcome(registry.initialise(slot), None)
        else:
            outcome = run(slot, wording, owner)
        slot = outcome.slot
        assert (outcome.raised.error if outcome.raised else None) == error
        assert held_in(slot) == ([place] if place else [])
        assert slot.reads in READS[reads]


def test_a_table_read_before_another() -> None:
    # Measured with m._modules["x"] = …, m._buffers["x"] = …, m.__dict__["x"] = … on one module.
    slot = Slot().put(Place.MODULES, Kind.MODULE).put(Place.BUFFERS, Kind.TENSOR)
    assert (slot.place, slot.reads, held_in(slot)) == (Place.BUFFERS, Kind.TENSOR, ["_buffers", "_modules"])
    slot = slot.put(Place.ATTRIBUTE, Kind.NONE)
    assert (slot.place, slot.reads) == (Place.ATTRIBUTE, Kind.NONE)
    assert slot.registered and slot.shadowed
    deleted = apply(slot, Operation.DELETE, None).slot
    assert held_in(deleted) == ["attribute", "_modules"]


def test_shadowed() -> None:
    hidden = apply(Slot(Ground.METHOD), Operation.ASSIGN, Kind.MODULE).slot
    assert hidden.registered and hidden.shadowed
    seen = apply(Slot(Ground.ANNOTATION), Operation.ASSIGN, Kind.MODULE).slot
    assert seen.registered and not seen.shadowed


def test_the_value_is_refused_before_the_name() -> None:
    # Measured: add_module("", 3) raises TypeError for the 3, register_buffer("", 3) KeyError for the name.
    assert check_name(Operation.ADD_MODULE, "", Kind.OTHER) is None
    raised = apply(Slot(), Operation.ADD_MODULE, Kind.OTHER, name="", type_name="int").raised
    assert raised == registry.Raised("TypeError", "int is not a Module subclass")
    raised = check_name(Operation.REGISTER_BUFFER, "", Kind.OTHER)
    assert raised and raised.error == "KeyError"


def test_names_that_only_some_operations_mind() -> None:
    # Measured: `self._parameters = <Parameter>` takes away the very table that it then asks for.
    raised = check_name(Operation.ASSIGN, "_parameters", Kind.PARAMETER)
    wanted = "cannot assign parameter before Module.__init__() call"
    assert raised == registry.Raised("AttributeError", wanted)
    assert check_name(Operation.ASSIGN, "_buffers", Kind.PARAMETER) is None
    assert check_name(Operation.DELETE, "training", Kind.NONE) is None
    assert check_name(Operation.DELETE, "x", Kind.NONE) is None
    raised = check_name(Operation.DELETE, "forward", Kind.NONE, owner="Plain")
    assert raised == registry.Raised("AttributeError", "Plain' object has no attribute 'forward")
    raised = check_name(Operation.DELETE, None, Kind.NONE)
    assert raised == registry.Raised("TypeError", "attribute name must be string, not 'NoneType")


@pytest.mark.parametrize("name", ["__class__", "__dict__", "__weakref__"])
def test_silence_on_names_that_python_guards(name: str) -> None:
    # Deliberate: `self.__class__ = Other` is legal for some values, and no kind says for which.
    assert check_name(Operation.ASSIGN, name, Kind.OTHER) is None
    assert check_name(Operation.DELETE, name, Kind.NONE) is None


def test_add_module_looks_at_the_dot_last() -> None:
    # Measured: after setattr(m, "a.b", torch.zeros(2)).
    slot = apply(Slot(), Operation.ASSIGN, Kind.TENSOR, name="a.b").slot
    raised = apply(slot, Operation.ADD_MODULE, Kind.MODULE, name="a.b").raised
    assert raised == registry.Raised("KeyError", "attribute 'a.b' already exists")
    raised = apply(slot, Operation.REGISTER_BUFFER, Kind.TENSOR, name="a.b").raised
    assert raised == registry.Raised("KeyError", "buffer name can\\'t contain \".")


def test_messages_name_the_value_by_its_kind() -> None:
    slot = apply(Slot(), Operation.ASSIGN, Kind.PARAMETER, name="w").slot
    raised = apply(slot, Operation.ASSIGN, Kind.NON_LEAF, name="w").raised
    wanted = "cannot assign 'torch.FloatTensor' as parameter 'w' (torch.nn.Parameter or None expected)"
    assert raised == registry.Raised("TypeError", wanted)


def test_only_delete_goes_without_a_value() -> None:
    with pytest.raises(ValueError):
        apply(Slot(), Operation.ASSIGN, None)
    with pytest.raises(ValueError):
        apply(Slot(), Operation.DELETE, Kind.NONE)
