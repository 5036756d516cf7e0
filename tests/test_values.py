"""values.py: which values are the same, what may be behind one, and what can be reached from it."""
from __future__ import annotations

from flake8_torchstate.model import values
from flake8_torchstate.model.guards import ALWAYS, Guard, Literal
from flake8_torchstate.model.values import (
    MISSING, Buffer, Choice, Container, Dotted, Entry, Holder, Module, NoneValue, Option, Parameter, Pattern,
    Plain, Tensor,
    Unknown, Value)

YES: Guard = frozenset([Literal("a")])
NO: Guard = frozenset([Literal("a").negated()])


def test_identity_is_the_object() -> None:
    """Two tensors are two values, however they look; constants are equal by their type and text."""
    assert Tensor() != Tensor()
    assert Tensor().key != Tensor().key
    assert Plain(1).key == Plain(1).key
    assert Plain(1).key != Plain(True).key
    assert Plain(1).key != Plain(1.0).key
    assert Plain().key != Plain().key
    assert NoneValue().key is None
    assert Dotted("torch.zeros").key == Dotted("torch.zeros").key != Dotted("torch.ones").key


def test_same() -> None:
    tensor = Tensor()
    assert values.same(tensor, tensor)
    assert not values.same(tensor, Tensor())
    assert values.same(NoneValue(), NoneValue())
    assert values.same(Plain("x"), Plain("x"))
    assert not values.same(Plain("x"), Plain("y"))
    assert not values.same(Plain(), Plain())
    assert not values.same(Plain(1), NoneValue())


def test_a_constant_may_be_none() -> None:
    assert values.constant(Plain(3)) == 3
    assert values.constant(Plain(None)) is None
    assert values.constant(NoneValue()) is None
    assert values.constant(Plain()) is MISSING
    assert values.constant(Tensor()) is MISSING
    assert Plain(None).known and not Plain().known


def test_unknown_reads_are_stable() -> None:
    """`config.width` read twice is one value, and carries what made the config."""
    layer = Module()
    config = Unknown((layer,))
    width = config.member("width")
    assert config.member("width") is width
    assert config.member("depth") is not width
    assert isinstance(width, Unknown) and width.carries == (layer,)


def test_choose_one() -> None:
    tensor = Tensor()
    assert values.choose([Option(YES, tensor)]) is tensor
    assert values.choose([Option(YES, tensor), Option(YES, tensor)]) is tensor
    assert values.choose([Option(ALWAYS, NoneValue()), Option(YES, NoneValue())]).key is None
    assert isinstance(values.choose([]), Unknown)


def test_choose_several() -> None:
    tensor, none = Tensor(), NoneValue()
    chosen = values.choose([Option(YES, tensor), Option(NO, none)])
    assert isinstance(chosen, Choice)
    assert values.options(chosen) == (Option(YES, tensor), Option(NO, none))
    assert values.options(tensor) == (Option(ALWAYS, tensor),)


def test_choose_flattens() -> None:
    """A choice in a choice: the guards of both hold."""
    b: Guard = frozenset([Literal("b")])
    inner = values.choose([Option(YES, Tensor()), Option(NO, Parameter())])
    outer = values.choose([Option(b, inner), Option(ALWAYS, NoneValue())])
    assert [option.guard for option in values.options(outer)] == [b | YES, b | NO, ALWAYS]


def test_choose_gives_up_past_the_limit() -> None:
    """Too many possibilities are Unknown, which remembers them: one of them may have been registered."""
    tensors = [Tensor() for _ in range(values.MOST_OPTIONS + 1)]
    chosen = values.choose(Option(frozenset([Literal(i)]), t) for i, t in enumerate(tensors))
    assert isinstance(chosen, Unknown) and chosen.carries == tuple(tensors)


def test_is_tensor() -> None:
    for value in (Tensor(), Parameter(), Buffer()):
        assert values.is_tensor(value)
    for other in (Module(), Unknown(), NoneValue(), Plain(1), Choice((Option(ALWAYS, Tensor()),))):
        assert not values.is_tensor(other)


def test_container_gives_each_value_once() -> None:
    layer = Module()
    assert list(Container(entries=[Entry(layer), Entry(Plain(1)), Entry(layer)]).values())[0] is layer
    assert len(list(Container(entries=[Entry(layer), Entry(layer)]).values())) == 1


def test_within() -> None:
    """Everything that Python reaches: items, options, what an object holds; no children of Modules."""
    tensor, layer, parameter = Tensor(), Module(children=Container(entries=[Entry(Module())])), Parameter()
    choice = Choice((Option(YES, tensor), Option(NO, NoneValue())))
    outer = Container(entries=[Entry(choice), Entry(Holder("partial", (parameter, layer)))])
    found = list(values.within(outer))
    assert {id(v) for v in (outer, choice, tensor, parameter, layer)} <= {id(v) for v in found}
    assert len(found) == 7


def test_within_ends_in_cycles() -> None:
    own = Container()
    own.entries.append(Entry(own))
    assert len(list(values.within(own))) < 10


def test_pattern_is_a_string_with_unknown_parts() -> None:
    pattern: Value = Pattern(text="layer{i}", literal="layer")
    assert isinstance(pattern, Plain) and not pattern.known
