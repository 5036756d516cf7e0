"""What operations on tensors give: one tensor fact out of others, from the facts recorded from torch."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from flake8_torchstate import knowledge
from flake8_torchstate.model import values
from flake8_torchstate.knowledge import Dtype, Grad, Returns
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.values import Choice, Container, Entry, Parameter, Plain, Tensor, Unknown, Value

CLASSES = {Dtype.FLOAT: "float", Dtype.INT: "int", Dtype.BOOL: "bool"}


def requires_grad(value: Value) -> bool | None:
    """Whether a value requires grad; False for what is no tensor, None where it isn't known."""
    if isinstance(value, (Tensor, Parameter)):
        return value.grad
    return None if isinstance(value, Unknown) else False


def any_grad(operands: Iterable[Value]) -> bool | None:
    """Whether a result of these operands requires grad."""
    grads = [requires_grad(v) for v in operands if values.is_tensor(v)]
    return True if True in grads else (None if None in grads else False)


def dtype_of(value: Value) -> str | None:
    """The dtype class of a value: of a tensor its own, of numbers what torch.tensor makes of them."""
    if isinstance(value, (Tensor, Parameter)):
        return value.dtype
    if isinstance(value, Plain) and value.known:
        return {bool: "bool", int: "int", float: "float", complex: "float"}.get(type(value.constant))
    if isinstance(value, Plain):
        return value.of if value.of in ("int", "bool", "float") else None
    if isinstance(value, Container) and value.entries:
        kinds = {dtype_of(v) for v in value.values()}
        if None in kinds:
            return None
        return next((k for k in ("float", "int", "bool") if k in kinds), None)
    return None


def dtype_argument(value: Value | None) -> str | None:
    """The dtype class that a `dtype=` argument names, "" where there is none, None where it can't be told."""
    if value is None or isinstance(value, values.NoneValue):
        return ""
    if isinstance(value, values.Dotted):
        known = knowledge.dtype_class(value.path)
        return None if known is None else CLASSES[known]
    return None


def result_dtype(fact: knowledge.Function, first: Value | None, operands: Sequence[Value],
                 given: str | None) -> str | None:
    """The dtype class of a result: what `dtype=` says, else what was recorded; first: the first argument."""
    if given != "":
        return given
    if fact.dtype is Dtype.SAME:
        same = common_dtype(operands) if not fact.first else dtype_of(first) if first is not None else None
        return "int" if fact.counts and same == "bool" else same
    if fact.dtype is Dtype.VALUE:
        kinds = [dtype_of(v) for v in operands]
        return next((k for k in ("float", "int", "bool") if k in kinds), None) if None not in kinds else None
    return None if fact.dtype is None else CLASSES[fact.dtype]


def common_dtype(operands: Sequence[Value]) -> str | None:
    """The dtype class that tensors, also those in lists, and numbers have together; None where an operand could be of a
    higher one.
    """
    if any(isinstance(v, Container) for v in operands):  # the number beside a list of tensors is a dimension
        operands = [v for o in operands for v in values.within(o, 2) if not isinstance(v, Container)]
        if not any(map(values.is_tensor, operands)):
            return None
    kinds = [dtype_of(v) for v in operands if values.is_tensor(v)]
    others = [v for v in operands if not values.is_tensor(v)]
    numbers = [dtype_of(v) for v in others if isinstance(v, Plain)]
    if "float" in kinds or "float" in numbers:
        return "float"
    open_ended = (isinstance(v, (Unknown, Choice)) or isinstance(v, Plain) and not (v.known or v.of) for v in others)
    if None in kinds or any(open_ended):
        return None
    return next((k for k in ("int", "bool") if k in (kinds or numbers)), None)


def is_uninitialised(path: str) -> bool:
    """Whether a function of torch, by its name, gives another tensor at each call since nothing sets its elements."""
    name = path.rpartition(".")[2]
    return "empty" in name or name.startswith("resize") or name.endswith("Tensor")


def combined(operands: Sequence[Value], no_grad: bool, dtype: str | None = None) -> Tensor:
    """The tensor that arithmetic on operands gives."""
    tensors = [v for v in operands if values.is_tensor(v)]
    grad = False if no_grad else any_grad(tensors)
    plain = [v for v in tensors if isinstance(v, Tensor)]
    return Tensor(
        grad=grad, history=grad is not False, dtype=dtype,
        random=any(v.random for v in plain), drawn=any(v.drawn for v in plain),
        given=no_grad or any(v.given for v in plain),
        recomputable=bool(tensors) and all(isinstance(v, Tensor) and v.recomputable for v in tensors),
        spoiled=next((v.spoiled for v in plain if v.spoiled), None))


def arithmetic_dtype(operands: Sequence[Value], division: bool) -> str | None:
    """The dtype class of `a op b`: float wins over int, int over bool; true division gives float."""
    kinds = [dtype_of(v) for v in operands]
    if division or "float" in kinds:
        return "float"
    if None in kinds:
        return None
    return next((k for k in ("int", "bool") if k in kinds), None)


def spoil(result: Tensor, operands: Iterable[Value], site: Site) -> Tensor:
    """Note that a fresh Parameter went into a tensor, and is lost by that."""
    inner = [v for operand in operands for v in values.within(operand, 2)]
    if result.grad is not False and any(isinstance(v, Parameter) and v.fresh for v in inner):
        result.spoiled = site
    return result


def several(items: Sequence[Value], no_grad: bool) -> Container:
    """A tuple of tensors made of operands."""
    return Container(kind="named tuple", entries=[Entry(combined(items, no_grad))], exact=False)


def from_function(path: str, fact: knowledge.Function, positional: Sequence[Value], keywords: dict[str, Value],
                  no_grad: bool) -> Value:
    """What a torch function gives for its arguments."""
    operands = [*positional, *keywords.values()]
    inner = [v for o in operands for v in values.within(o, 2)]
    if fact.returns is Returns.ARGUMENT:
        return positional[0] if positional else next(iter(keywords.values()), Unknown())
    if fact.returns is Returns.TENSORS:
        return several(inner, no_grad)
    if fact.returns is Returns.OTHER:
        return Plain()
    if fact.returns is not Returns.TENSOR:
        return Unknown()
    result = combined(inner, no_grad)
    if fact.grad is Grad.DETACHED:
        result.grad, result.history = False, False
    asked = keywords.get("requires_grad")
    if asked is not None:
        known = values.constant(asked)
        result.grad, result.history = (bool(known) if known is not values.MISSING else None), False
    neutral = knowledge.neutral_arguments()
    numeric = [*positional, *(value for name, value in keywords.items() if name != "dtype" and name not in neutral)]
    first = positional[0] if positional else keywords.get("input")
    result.dtype = result_dtype(fact, first, numeric, dtype_argument(keywords.get("dtype")))
    drawn = any(isinstance(v, Plain) and v.random for v in inner)
    result.random = result.random or fact.random or drawn
    result.drawn = result.drawn or drawn or fact.random and not is_uninitialised(path)
    tensors = [v for v in inner if values.is_tensor(v)]
    result.recomputable = not result.random and (
        fact.factory or bool(tensors) and all(isinstance(v, Tensor) and v.recomputable for v in tensors))
    return result


def attribute(owner: Value, name: str, no_grad: bool) -> Value | None:
    """A Tensor property, or None where the name isn't one."""
    returns = knowledge.attribute(name)
    if returns is None:
        return None
    if name == "requires_grad" and requires_grad(owner) is not None:
        return Plain(requires_grad(owner))
    if returns is Returns.TENSOR:
        result = combined([owner], no_grad or name == "data", dtype_of(owner))
        return result
    return Plain() if returns is Returns.OTHER else Unknown()
