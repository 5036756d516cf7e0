"""annotations.py: what annotations and defaults promise of a constructor's arguments.

Each test asks what `self.it = x` holds for an argument `x` that is declared in some way.
"""
from __future__ import annotations

import pytest

from flake8_torchstate.model.values import (
    Choice, Container, Module, NoneValue, Parameter, Plain, Tensor, Unknown, Value, options)
from tests.helpers import found_in, value_of

IMPORTS = """
    import collections, typing, numpy as np
    from collections import OrderedDict, deque
    from collections.abc import Iterable, Mapping
    from typing import Annotated, Dict, List, Sequence, Tuple
    from jaxtyping import Float
    from torch.nn import Parameter


    class Layer(nn.Module):
        pass


    class NoModule:
        pass


    Alias = torch.Tensor
"""


def argument(declared: str) -> Value:
    """The value of an argument `x` that is declared so."""
    return value_of("x", f"x{declared}", IMPORTS)


def kinds(value: Value) -> set[str]:
    """The names of the classes of the possible values."""
    return {type(option.value).__name__ for option in options(value)}


@pytest.mark.parametrize("annotation", [
    "torch.Tensor", "Tensor", "'Tensor'", "'torch.Tensor'", "torch.FloatTensor", "Alias",
    "Float[Tensor, 'a b']",
    "Annotated[Tensor, 3]", "typing.Final[Tensor]", "'Float[Tensor, \"a b\"]'", "Union[Tensor]",
])
def test_tensors(annotation: str) -> None:
    value = argument(f": {annotation}")
    assert isinstance(value, Tensor) and value.borrowed and value.grad is None


@pytest.mark.parametrize("annotation", ["Optional[Tensor]", "Tensor | None", "None | Tensor",
                                        "Union[Tensor, None]",
                                        "'Optional[Tensor]'", "'Tensor | None'", "Optional['Tensor']",
                                        "typing.Optional[Tensor]"])
def test_optional_tensors(annotation: str) -> None:
    assert kinds(argument(f": {annotation}")) == {"Tensor", "NoneValue"}
    assert found_in("self.it = x", f"x: {annotation}", IMPORTS) == ["TSM101 self.it = x"]


@pytest.mark.parametrize("annotation", ["nn.Parameter", "Parameter", "'nn.Parameter'"])
def test_parameters(annotation: str) -> None:
    value = argument(f": {annotation}")
    assert isinstance(value, Parameter) and not value.fresh


@pytest.mark.parametrize("annotation, label", [
    ("nn.Module", "Module"), ("torch.nn.Module", "Module"), ("nn.Linear", "Linear"),
    ("'nn.Linear'", "Linear"), ("Layer", "Layer"),
])
def test_modules(annotation: str, label: str) -> None:
    value = argument(f": {annotation}")
    assert isinstance(value, Module) and value.borrowed and value.label == label


def test_torch_modules_know_what_they_hold() -> None:
    value = argument(": nn.BatchNorm1d")
    assert isinstance(value, Module) and value.torch is not None and "running_mean" in value.torch.buffers
    value = argument(": nn.Module")
    assert isinstance(value, Module) and value.torch is None


@pytest.mark.parametrize("annotation", ["int", "float", "bool", "str", "complex", "bytes", "np.ndarray",
                                        "torch.device", "torch.dtype",
                                        "'int'"])
def test_plain_values(annotation: str) -> None:
    assert isinstance(argument(f": {annotation}"), Plain)


@pytest.mark.parametrize("annotation", ["Any", "object", "NoModule", "Missing", "Union[Tensor, float]",
                                        "Tensor | int",
                                        "Union[Tensor, nn.Module]", "'not an expression !'", "'x' + 'y'",
                                        "f()", "Optional[Any]",
                                        "List", "list", "'" + "x" * 501 + "'", "Dict[str, Tensor]",
                                        "Dict[str]", "Unknown[Tensor]", "3"])
def test_what_promises_nothing(annotation: str) -> None:
    """A union of kinds is unknown, and so is what isn't read; none of it becomes a finding."""
    assert kinds(argument(f": {annotation}")) <= {"Unknown", "NoneValue"}
    assert found_in("self.it = x", f"x: {annotation}", IMPORTS) == []


def test_none() -> None:
    assert isinstance(argument(": None"), NoneValue)
    assert isinstance(argument(": Union[None]"), NoneValue)
    assert isinstance(argument(": Optional[None]"), NoneValue)


@pytest.mark.parametrize("annotation, kind", [
    ("list[Tensor]", "list"), ("List[Tensor]", "list"), ("Sequence[Tensor]", "list"),
    ("Iterable[Tensor]", "list"),
    ("tuple[Tensor, ...]", "tuple"), ("set[Tensor]", "set"),
    ("collections.deque[Tensor]", "deque"),
])
def test_sequences_of_tensors(annotation: str, kind: str) -> None:
    value = argument(f": {annotation}")
    assert isinstance(value, Container) and value.kind == kind and value.borrowed and not value.exact
    assert [type(inner) for inner in value.values()] == [Tensor]


def test_each_item_of_a_tuple_has_its_own_type() -> None:
    value = argument(": Tuple[Tensor, nn.Module]")
    assert isinstance(value, Container) and value.kind == "tuple" and value.borrowed and value.exact
    assert [type(inner) for inner in value.values()] == [Tensor, Module]


@pytest.mark.parametrize("annotation, kind", [
    ("dict[str, nn.Module]", "dict"), ("Dict[str, nn.Module]", "dict"), ("Mapping[str, nn.Module]", "dict"),
    ("OrderedDict[str, nn.Module]", "OrderedDict"), ("typing.DefaultDict[str, nn.Module]", "defaultdict"),
])
def test_mappings_of_modules(annotation: str, kind: str) -> None:
    value = argument(f": {annotation}")
    assert isinstance(value, Container) and value.kind == kind and value.borrowed
    assert [type(inner) for inner in value.values()] == [Module]


@pytest.mark.parametrize("annotation", ["list[int]", "list[Any]", "dict[str, Any]"])
def test_containers_without_state_are_no_finding(annotation: str) -> None:
    assert found_in("self.it = x", f"x: {annotation}", IMPORTS) == []


# --- defaults


@pytest.mark.parametrize("declared, found", [
    ("=None", {"NoneValue", "Unknown"}),
    (": Tensor = None", {"NoneValue", "Tensor"}),
    (": Optional[Tensor] = None", {"NoneValue", "Tensor"}),
    (": nn.Module = None", {"NoneValue", "Module"}),
    (": Any = None", {"NoneValue", "Unknown"}),
    ("=3", {"Unknown"}),
    (": int = 3", {"Plain"}),
    (": Union[int, Tensor] = 3", {"Unknown"}),
    ("=torch.zeros(3)", {"Tensor", "Unknown"}),
    (": Tensor = torch.zeros(3)", {"Tensor"}),
    ("=nn.ReLU()", {"Module", "Unknown"}),
    (": nn.Module = nn.ReLU()", {"Module"}),
    ("", {"Unknown"}),
])
def test_defaults(declared: str, found: set[str]) -> None:
    assert kinds(argument(declared)) == found


def test_a_number_as_default_says_that_it_is_not_none() -> None:
    value = argument("=3")
    assert isinstance(value, Unknown) and value.some
    value = argument("")
    assert isinstance(value, Unknown) and not value.some


def test_default_decides_a_union() -> None:
    """`x: Tensor | float = None` stays unknown where it isn't None."""
    value = argument(": Union[Tensor, float] = None")
    assert isinstance(value, Choice) and kinds(value) == {"NoneValue", "Unknown"}


def test_conversion_decides_a_union() -> None:
    assert found_in("self.it = torch.as_tensor(x)", "x: Union[Tensor, float]",
                    IMPORTS) == ["TSM101 self.it = torch.as_tensor(x)"]


@pytest.mark.parametrize("arguments", ["*x: Tensor", "**x: Tensor", "*x", "**x"])
def test_starred_arguments_are_not_the_thing_itself(arguments: str) -> None:
    """`*x: Tensor` is a tuple of tensors: storing it is no bare tensor."""
    assert not any(found.startswith("TSM101") for found in found_in("self.it = x", arguments, IMPORTS))


def test_keyword_only_and_positional_only() -> None:
    assert found_in("self.a = x\nself.b = y", "x: Tensor, /, *, y: Tensor") == ["TSM101 self.a = x",
                                                                                "TSM101 self.b = y"]


def test_annotated_local() -> None:
    """An annotation on a local name whose value isn't known counts as well."""
    assert found_in("y: Tensor = load()\nself.it = y") in ([], ["TSM101 self.it = y"])


def test_annotated_function_result() -> None:
    before = """
        def make() -> Tensor:
            return helper()


        def other() -> "Optional[nn.Module]":
            return helper()


    """
    assert found_in("self.it = make()\nself.other = other()", before=before) == ["TSM101 self.it = make()"]
