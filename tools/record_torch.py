"""Record what torch's functions, methods and classes give, by asking torch itself.

usage: python tools/record_torch.py [--report]      (needs torch; run again for a newer torch)

Writes flake8_torchstate/knowledge/torch_facts.py, and the names that instances of nn.Module and of its containers
have to reserved.py beside it (--names: only those, in seconds).  Three sources, in this order:

1. observation: every public function and Tensor method is called with sample arguments that its own
   schema or signature asks for, in a forked child (a crash or a hang of one call loses that one only);
   every Module class is constructed, once for each setting of its flags;
2. declaration: torch's type stubs and annotations, where no sample call succeeded;
3. documentation: sentences such as "the original object is returned" for what no CPU can show.

The tables of this file hold sample arguments, never facts.  --report prints where the sources disagree.
"""
from __future__ import annotations

import argparse
import ast
import builtins
import collections
import importlib
import inspect
import itertools
import math
import os
import pickle
import pkgutil
import re
import signal
import sys
import tempfile
import textwrap
import time
import types
import typing
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, get_type_hints

import torch
from torch import nn

ROOT = os.path.dirname(torch.__file__)
KNOWLEDGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "flake8_torchstate", "knowledge")
FACTS = os.path.join(KNOWLEDGE, "torch_facts.py")
NAMES = os.path.join(KNOWLEDGE, "reserved.py")
SECONDS_PER_FUNCTION = 6  # of CPU, so that a busy machine records the same
SECONDS_FOR_DTYPES = 2  # more, for what decides the dtype of its results
TRIES = 1500
SUCCESSES = 8

# Namespaces whose functions are recorded completely.  Those of the second tuple are not called:
# they need a GPU, other processes or the network, or change the process; declarations speak for them.
CALLED = (
    "torch", "torch.nn.functional", "torch.nn.init", "torch.linalg", "torch.fft", "torch.special",
    "torch.signal.windows", "torch.sparse", "torch.nested", "torch.masked", "torch.func", "torch.random",
    "torch.autograd", "torch.autograd.functional", "torch.nn.utils", "torch.nn.utils.rnn",
    "torch.nn.utils.parametrizations", "torch.nn.utils.parametrize", "torch.nn.utils.prune",
    "torch.nn.utils.stateless", "torch.nn.parameter", "torch.nn.attention",
    "torch.nn.attention.flex_attention", "torch.nn.attention.bias", "torch.nn.grad", "torch.utils.checkpoint",
    "torch.utils.data", "torch.utils.dlpack", "torch.distributions", "torch.testing", "torch.jit",
)
DECLARED = ("torch.cuda", "torch.distributed", "torch.hub", "torch.mps", "torch.xpu", "torch.accelerator",
            "torch.amp", "torch.cuda.amp", "torch.cuda.comm", "torch.nn.parallel",
            "torch.nn.quantized.functional")
# Below these every Module class is recorded too.
ROOTS = ("torch.nn", "torch.ao.nn")
NOT_CALLED = {"torch.jit.fork", "torch.jit.wait", "torch.save", "torch.load", "torch.wait"}

# Subtrees that are not searched for classes and aliases: tools, exporters, back ends.
NOT_WALKED = ("torch.onnx", "torch.distributed", "torch.utils.tensorboard", "torch.utils.benchmark",
              "torch.utils.bottleneck", "torch.contrib", "torch.utils.model_dump", "torch.utils.hipify",
              "torch.backends", "torch.fx", "torch.export", "torch.package", "torch.utils.viz",
              "torch.ao.ns", "torch.utils.data.datapipes", "torch.nativert", "torch.numa")


# ---------------------------------------------------------------------------------------------------
# Sample arguments
# ---------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class World:
    """The dtype class in which a sample call is made, and which of its varying tensors is a Parameter."""

    dtype: str = "float"
    parameter: int | None = None
    precision: torch.dtype = torch.float32


@dataclass(frozen=True)
class Vary:
    """A tensor whose dtype follows the world; symmetric and positive definite where it is square."""

    shape: tuple[int, ...]

    def make(self, world: World) -> torch.Tensor:
        count = math.prod(self.shape)
        if world.dtype == "bool":
            return (torch.arange(count) % 2 == 0).reshape(self.shape).clone()
        if world.dtype == "int":
            return (torch.arange(count) % 3).reshape(self.shape).clone()
        tensor = 0.1 + 0.5 * torch.arange(count, dtype=torch.float32).reshape(self.shape) / max(count, 1)
        if len(self.shape) >= 2 and self.shape[-1] == self.shape[-2]:
            tensor = (tensor + tensor.transpose(-1, -2)) / 4 + 0.5 * torch.eye(self.shape[-1])
        return tensor.to(world.precision).clone()


@dataclass(frozen=True)
class Fixed:
    """An argument made anew for each call, the same in every world."""

    text: str
    make_value: Callable[[], Any] = field(compare=False)

    def make(self, world: World) -> Any:
        return self.make_value()


@dataclass(frozen=True)
class Number:
    """A Python number of the world's class."""

    real: float = 0.5
    whole: int = 2

    def make(self, world: World) -> Any:
        return {"float": self.real, "int": self.whole, "bool": True}[world.dtype]


@dataclass(frozen=True)
class Several:
    """A list of samples."""

    items: tuple[Any, ...]

    def make(self, world: World) -> Any:
        return [item.make(world) if hasattr(item, "make") else item for item in self.items]


INDEX = Fixed("index", lambda: torch.tensor([0, 2, 1]))
INDEX2 = Fixed("index2", lambda: torch.tensor([[0, 1, 2], [1, 2, 0], [2, 0, 1]]))
MASK = Fixed("mask", lambda: torch.tensor([[True, False, True], [False, True, True], [True, True, False]]))
COMPLEX = Fixed("complex", lambda: torch.complex(torch.eye(3), 0.25 * torch.eye(3)))


def _linear() -> nn.Module:
    """The same layer at each call, without a draw from the global generator."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Linear(3, 3)


def _with(wrap: Callable[[nn.Module], Any]) -> Callable[[], nn.Module]:
    def make() -> nn.Module:
        module = _linear()
        wrap(module)
        return module
    return make


MODULE = Fixed("module", _linear)
SQUARE, VECTOR = Vary((3, 3)), Vary((3,))
TENSORS = (SQUARE, VECTOR, Vary((2, 3, 4, 4)), Vary((1, 3, 8)), Vary((1, 3, 4, 4, 4)), Vary((2, 3, 3)),
           Vary(()), Vary((1,)), INDEX, INDEX2, MASK, Vary((2, 4)), COMPLEX)
INTEGERS = (1, 0, 2, 3)
SIZES = ([1], [3, 3], [0], [1, 1], [2, 2], [0, 1], [4, 4], [1, 1, 1], [4, 4, 4], [0, 0], [2, 1], [9])
BY_TYPE: dict[str, tuple[Any, ...]] = {
    "Tensor": TENSORS,
    "int": INTEGERS,
    "SymInt": INTEGERS,
    "List[int]": SIZES,
    "number": (Number(),),
    "float": (0.5, 1.0, 2.0),
    "bool": (False, True),
    "str": ("mean", "ij", "sum", "reflect", "constant", "nearest", "a,b->ab"),
    "List[Tensor]": (Several((SQUARE, SQUARE)), Several((VECTOR, VECTOR)), Several((SQUARE,)),
                     Several((INDEX,))),
    "List[Optional[Tensor]]": (Several((INDEX,)),),
    "Device": (Fixed("cpu", lambda: torch.device("cpu")),),
    "List[float]": ([2.0], [0.5, 0.5], [0.0, 1.0]),
    "List[bool]": ([True], [True, True, True]),
    "List[number]": (Several((Number(), Number())),),
    "Module": (MODULE,),
    "callable": (Fixed("function", lambda: lambda tensor, *rest: tensor.sum()),),
}
BY_TYPE["anything"] = (SQUARE, VECTOR, MODULE, *INTEGERS[:1], "mean")

# Sample arguments for parameters whose name says more than their type; first ones first.
BY_NAME: dict[str, tuple[Any, ...]] = {
    "dtype": (torch.float32,),
    "device": BY_TYPE["Device"],
    "layout": (torch.strided,),
    "generator": (Fixed("generator", torch.Generator),),
    "memory_format": (torch.contiguous_format, torch.channels_last),
    "target": (INDEX, INDEX2, SQUARE, VECTOR), "condition": (MASK,), "index": (INDEX, INDEX2),
    "indices": (INDEX, INDEX2), "mask": (MASK,),
    "size": SIZES, "shape": SIZES, "output_size": ([2], [2, 2], [2, 2, 2], 2),
    "kernel_size": (2, [2], [2, 2], [2, 2, 2]),
    "normalized_shape": ([3], [4, 4], [8]),
    "nonlinearity": ("relu", "linear"), "mode": ("bilinear", "nearest", "mean", "reduced", "fan_in", "batch"),
    "name": ("weight",), "dim_name": ("weight",), "amount": (1,), "module": (MODULE,),
    "model": (MODULE,), "tensor_name": ("weight",), "parameters": (Fixed("parameters", lambda: list(
        _linear().parameters())),),
    "tensors": (Several((SQUARE, SQUARE)), Several((VECTOR, VECTOR)), SQUARE),
    "sequences": (Several((SQUARE, SQUARE)),),
    "lengths": (Fixed("lengths", lambda: torch.tensor([1, 1, 1])), INDEX),
    "training": (True, False), "train": (True, False),
    "num_classes": (3,), "groups": (3, 1), "num_groups": (3, 1), "norm_type": (2.0,),
    "max_norm": (1.0,), "reduction": ("mean", "none"),
    "func": BY_TYPE["callable"], "function": BY_TYPE["callable"], "fn": BY_TYPE["callable"],
    "f": BY_TYPE["callable"], "vec": (VECTOR,), "equation": ("ij,jk->ik",), "arrays": (),
    "weights": (VECTOR, SQUARE), "window_length": (4,), "M": (4,), "std": (0.5, SQUARE),
    "data_source": (Fixed("data", lambda: [1, 2, 3]),), "dataset": (Fixed("data", lambda: [1, 2, 3]),),
    "fill_value": (Number(),), "scalar": (Number(),),
}


@dataclass(frozen=True)
class Array:
    """A NumPy array of the world's class."""

    def make(self, world: World) -> Any:
        import numpy
        return numpy.zeros(3, {"float": "float32", "int": "int64", "bool": "bool"}[world.dtype])


# Whole calls for builtins whose schema can't be synthesised (still samples, no facts).
DATA = Several((Number(), Number()))
_HOOK = Fixed("hook", lambda: lambda *rest: None)
ODD_CALLS: dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]] = {
    "torch.tensor": [((DATA,), {}), ((Number(),), {})],
    "torch.as_tensor": [((DATA,), {}), ((SQUARE,), {})],
    "torch.asarray": [((DATA,), {}), ((SQUARE,), {})],
    "torch.from_numpy": [((Array(),), {})],
    "torch.frombuffer": [((Fixed("buffer", lambda: bytearray(8)),), {"dtype": torch.float32})],
    "torch.einsum": [(("ij,jk->ik", SQUARE, SQUARE), {})],
    "torch.meshgrid": [((VECTOR, VECTOR), {"indexing": "ij"}),
                       ((Several((VECTOR, VECTOR)),), {"indexing": "ij"})],
    "torch.block_diag": [((SQUARE, SQUARE), {})],
    "torch.cartesian_prod": [((VECTOR, VECTOR), {})],
    "torch.broadcast_tensors": [((SQUARE, VECTOR), {})],
    "torch.normal": [((0.0, 1.0, [3]), {}), ((SQUARE, 1.0), {}), ((SQUARE, SQUARE), {})],
    "torch.unique": [((SQUARE,), {}), ((SQUARE,), {"return_inverse": True}),
                     ((SQUARE,), {"return_counts": True})],
    "torch.Tensor": [((2, 3), {}), (([0.5, 1.0],), {})],
    "torch.is_tensor": [((SQUARE,), {}), ((1,), {})],
    "torch.autograd.Variable": [((SQUARE,), {})],
    "torch.nn.Parameter": [((SQUARE,), {})],
    "torch.nn.Buffer": [((SQUARE,), {})],
    "torch.nn.parameter.Parameter": [((SQUARE,), {})],
    "torch.nn.parameter.Buffer": [((SQUARE,), {})],
    "torch.sparse_coo_tensor": [
        ((Fixed("ij", lambda: torch.tensor([[0, 1], [1, 0]])), Vary((2,)), [2, 2]), {})],
    "torch.sparse_csr_tensor": [((Fixed("crow", lambda: torch.tensor([0, 1, 2])),
                                 Fixed("col", lambda: torch.tensor([0, 1])), Vary((2,)), [2, 2]), {})],
    "torch.nested.nested_tensor": [((Several((VECTOR, SQUARE)),), {}), ((Several((VECTOR, VECTOR)),), {})],
    "torch.nested.as_nested_tensor": [((Several((VECTOR, VECTOR)),), {})],
    "torch.nn.functional.interpolate": [((Vary((1, 3, 8)),), {"scale_factor": 2})],
    "torch.nn.functional.upsample": [((Vary((1, 3, 8)),), {"scale_factor": 2})],
    "torch.nn.functional.upsample_nearest": [((Vary((1, 3, 4, 4)),), {"scale_factor": 2})],
    "torch.nn.functional.upsample_bilinear": [((Vary((1, 3, 4, 4)),), {"scale_factor": 2})],
    "torch.nn.functional.grid_sample": [((Vary((1, 3, 4, 4)), Vary((1, 2, 2, 2))), {})],
    "torch.nn.functional.affine_grid": [((Vary((1, 2, 3)), [1, 1, 4, 4]), {})],
    "torch.nn.functional.conv_transpose3d": [((Vary((1, 3, 4, 4, 4)), Vary((3, 3, 2, 2, 2))), {})],
    "torch.conv_transpose3d": [((Vary((1, 3, 4, 4, 4)), Vary((3, 3, 2, 2, 2))), {})],
    "torch.nn.functional.embedding": [((INDEX, SQUARE), {})],
    "torch.nn.functional.fold": [((Vary((1, 4, 4)), [3, 3], [2, 2]), {})],
    "torch.nn.functional.unfold": [((Vary((1, 3, 4, 4)), [2, 2]), {})],
    "torch.nn.functional.multi_head_attention_forward": [(
        (Vary((2, 1, 4)), Vary((2, 1, 4)), Vary((2, 1, 4)), 4, 1, Vary((12, 4)), Vary((12,)), None, None,
         False, 0.0, Vary((4, 4)), Vary((4,))), {})],
    "torch.embedding": [((SQUARE, INDEX), {})],
    "torch.stft": [((Vary((16,)), 4), {"return_complex": True}),
                   ((Vary((16,)), 4), {"return_complex": True, "window": Vary((4,))})],
    "torch.Tensor.stft": [((Vary((16,)), 4), {"return_complex": True})],
    "torch.compile": [((MODULE,), {}), ((Fixed("function", lambda: lambda tensor: tensor),), {})],
    "torch.jit.trace": [((MODULE, SQUARE), {})],
    "torch.jit.script": [((MODULE,), {})],
    "torch.nn.utils.remove_weight_norm": [((Fixed("normed", _with(nn.utils.weight_norm)),), {})],
    "torch.nn.utils.remove_spectral_norm": [((Fixed("normed", _with(nn.utils.spectral_norm)),), {})],
    "torch.nn.utils.parametrize.remove_parametrizations": [
        ((Fixed("normed", _with(nn.utils.parametrizations.weight_norm)), "weight"), {})],
    "torch.nn.utils.prune.remove": [((Fixed("pruned", _with(
        lambda module: nn.utils.prune.identity(module, "weight"))), "weight"), {})],
    "torch.nn.utils.skip_init": [((nn.Linear, 3, 3), {})],
    "torch.nn.utils.fuse_conv_bn_eval": [((Fixed("conv", lambda: nn.Conv1d(3, 3, 1).eval()),
                                           Fixed("bn", lambda: nn.BatchNorm1d(3).eval())), {})],
    "torch.nn.utils.fuse_linear_bn_eval": [((Fixed("linear", lambda: nn.Linear(3, 3).eval()),
                                             Fixed("bn", lambda: nn.BatchNorm1d(3).eval())), {})],
    "torch.utils.data.default_collate": [((Several((Number(), Number())),), {}), ((Several((
        Several((SQUARE, VECTOR)), Several((SQUARE, VECTOR)))),), {})],
    "torch.Tensor.new_tensor": [((SQUARE, [1, 2]), {}), ((SQUARE, [0.5]), {})],
    "torch.Tensor.cpu": [((SQUARE,), {})],
    "torch.Tensor.register_hook": [((Fixed("leaf", lambda: nn.Parameter(torch.eye(3))), _HOOK), {})],
    "torch.Tensor.register_post_accumulate_grad_hook": [
        ((Fixed("leaf", lambda: nn.Parameter(torch.eye(3))), _HOOK), {})],
    "torch.Tensor.float_power_": [((Vary((3,)), 2.0), {})],
    "torch.Tensor.to": [((SQUARE, dtype), {}) for dtype in (torch.float32, torch.float64, torch.int64)] + [
        ((SQUARE, "cpu"), {}), ((SQUARE, SQUARE), {})],
    "torch.Tensor.type": [((SQUARE, torch.float32), {}), ((SQUARE, torch.float64), {}), ((SQUARE,), {})],
    "torch.testing.make_tensor": [((2, 3), {"dtype": torch.float32, "device": "cpu"})],
}
# Flags to try on functions that hide their signature behind *args and **kwargs.
HIDDEN_FLAGS = ("return_indices", "return_inverse", "return_counts", "get_infos", "as_tuple", "dim")


@dataclass
class Call:
    """One way to call: positional samples and keyword samples."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    optional: bool = False

    def make(self, world: World) -> tuple[list[Any], dict[str, Any]]:
        """The arguments themselves; the chosen varying tensor becomes a Parameter."""
        count = 0

        def build(sample: Any) -> Any:
            nonlocal count
            if isinstance(sample, Vary):
                tensor = sample.make(world)
                count += 1
                return nn.Parameter(tensor) if world.parameter == count - 1 else tensor
            if isinstance(sample, Several):
                return [build(item) for item in sample.items]
            return sample.make(world) if hasattr(sample, "make") else sample

        args = [build(sample) for sample in self.args]
        return args, {name: build(sample) for name, sample in self.kwargs.items()}

    def varying(self) -> int:
        """How many varying tensors the call has."""
        def count(sample: Any) -> int:
            if isinstance(sample, Several):
                return sum(count(item) for item in sample.items)
            return int(isinstance(sample, Vary))
        return sum(count(sample) for sample in (*self.args, *self.kwargs.values()))

    def has_tensor(self) -> bool:
        args, kwargs = self.make(World())
        return any(tensors_of(value) for value in (*args, *kwargs.values()))

    def shows_dtype(self) -> bool:
        """Whether the call tells the dtype class: no dtype=, no complex, some tensor that varies."""
        if self.gives_dtype() or any(value is COMPLEX for value in (*self.args, *self.kwargs.values())):
            return False
        return bool(self.varying()) or not self.has_tensor()

    def gives_dtype(self) -> bool:
        return any(isinstance(value, torch.dtype) for value in (*self.args, *self.kwargs.values()))

    def last(self) -> str:
        """What the last positional argument is: `@` a number or a list of them, `%` a tensor."""
        value = self.make(World())[0][-1] if self.args else None
        if isinstance(value, torch.Tensor):
            return "%"
        return "@" if type(value) is int or type(value) is list and not tensors_of(value) else ""

    def calls_back(self) -> bool:
        args, kwargs = self.make(World())
        return any(isinstance(a, (types.FunctionType, nn.Module)) for a in (*args, *kwargs.values()))


NUMBERS: dict[str, Callable[[Any], Any]] = {"float": float, "int": int, "bool": bool}


@dataclass(frozen=True)
class OfClass:
    """A sample with all its tensors and numbers, literal ones too, in one class whatever the world's is."""

    sample: Any
    dtype: str

    def make(self, world: World) -> Any:
        return self.converted(self.sample, replace(world, dtype=self.dtype))

    def converted(self, sample: Any, world: World) -> Any:
        if isinstance(sample, (Several, list)):
            return [self.converted(item, world) for item in (sample if isinstance(sample, list) else sample.items)]
        if type(sample) in (float, int, bool):
            return NUMBERS[world.dtype](sample)
        return sample.make(world) if hasattr(sample, "make") else sample


def tensors_of(value: Any) -> list[torch.Tensor]:
    """The tensors in a result, however deep in tuples and lists."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [tensor for item in value for tensor in tensors_of(item)]
    return []


# ---------------------------------------------------------------------------------------------------
# Which calls to try
# ---------------------------------------------------------------------------------------------------

@dataclass
class Argument:
    """What a schema or a signature says of one argument."""

    name: str
    type: str
    required: bool
    keyword_only: bool
    default: Any = None

    def samples(self) -> tuple[Any, ...]:
        if self.name in BY_NAME:
            own = BY_NAME[self.name]
            return own + tuple(s for s in BY_TYPE.get(self.type, ()) if s not in own)
        return BY_TYPE.get(self.type, BY_TYPE["anything"] if self.type == "anything" else ())


# Namespaces of operators, with the prefix that their names have in schemas.
PREFIXES = {"torch": "", "torch.Tensor": "", "torch.nn.functional": "", "torch.nested": "nested_",
            "torch.linalg": "linalg_", "torch.fft": "fft_", "torch.special": "special_",
            "torch.sparse": "sparse_"}


def operators_of(namespace: str, name: str) -> list[Any]:
    """The schemas of the operator behind a function; without its out= and its plain number overloads."""
    if namespace not in PREFIXES:
        return []
    for operator in dict.fromkeys((PREFIXES[namespace] + name, name)):
        every = torch._C._jit_get_schemas_for_operator("aten::" + operator)
        schemas = [schema for schema in every if not schema.overload_name.endswith("out")
                   and not any(argument.is_out for argument in schema.arguments)]
        tensorial = [schema for schema in schemas if "Tensor" in str(schema)]
        if schemas:
            return tensorial or schemas
    return []


def schemas_of(namespace: str, name: str) -> list[list[Argument]]:
    """The operator's overloads as arguments; a method's tensor comes first."""
    found = []
    for schema in operators_of(namespace, name):
        arguments = [from_schema(a) for a in schema.arguments]
        if namespace == "torch.Tensor":
            arguments.sort(key=lambda argument: argument.name != "self")
        found.append(arguments)
    return found


def from_schema(argument: Any) -> Argument:
    text = str(argument.type)
    required = not argument.has_default_value()
    if text.startswith("Optional["):
        text = text[len("Optional["):-1]
    return Argument(argument.name, text, required, argument.kwarg_only,
                    None if required else argument.default_value)


def type_of_annotation(text: str) -> str:
    """The schema's word for a Python annotation."""
    text = text.replace("torch.", "").replace("typing.", "").replace("Optional[", "").strip("'\"")
    for word, kind in (("Sequence[Tensor", "List[Tensor]"), ("list[Tensor", "List[Tensor]"),
                       ("List[Tensor", "List[Tensor]"), ("Tensor", "Tensor"), ("Module", "Module"),
                       ("Callable", "callable"), ("BroadcastingList", "List[int]"), ("list[int", "List[int]"),
                       ("List[int", "List[int]"), ("Sequence[int", "List[int]"), ("Size", "List[int]"),
                       ("bool", "bool"), ("float", "float"), ("int", "int"), ("str", "str")):
        if word in text:
            return kind
    return "anything"


def signature_of(function: Any) -> list[Argument] | None:
    """The Python signature as arguments; None if it says nothing."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    found = []
    for p in parameters:
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            continue
        empty = p.annotation is p.empty
        text = "" if empty else p.annotation if isinstance(p.annotation, str) else getattr(
            p.annotation, "__qualname__", None) or str(p.annotation)
        if not empty and not isinstance(p.annotation, type):
            text = str(p.annotation)
        kind = type_of_annotation(text)
        if empty and p.default is not p.empty and p.default is not None:
            kind = type(p.default).__name__
        found.append(Argument(p.name, kind, p.default is p.empty, p.kind is p.KEYWORD_ONLY,
                              None if p.default is p.empty else p.default))
    return found


def hides_signature(function: Any) -> bool:
    try:
        kinds = {p.kind for p in inspect.signature(function).parameters.values()}
    except (TypeError, ValueError):
        return False
    return inspect.Parameter.VAR_KEYWORD in kinds


def takes_many(function: Any) -> bool:
    try:
        kinds = {p.kind for p in inspect.signature(function).parameters.values()}
    except (TypeError, ValueError):
        return False
    return inspect.Parameter.VAR_POSITIONAL in kinds


def required_calls(arguments: list[Argument]) -> Iterator[Call]:
    """Calls with the required arguments only: first one tensor sample for all, then every mixture."""
    required = [a for a in arguments if a.required]
    pools = [a.samples() for a in required]
    if any(not pool for pool in pools):
        return
    tensors = [i for i, a in enumerate(required) if a.type == "Tensor" and a.name not in BY_NAME]
    others = [pools[i] for i in range(len(pools)) if i not in tensors]

    def call(values: Iterable[Any]) -> Call:
        args, kwargs = [], {}
        for argument, value in zip(required, values):
            if argument.keyword_only:
                kwargs[argument.name] = value
            else:
                args.append(value)
        return Call(tuple(args), kwargs)

    for sample in TENSORS if tensors else ():
        for rest in itertools.islice(itertools.product(*others), 60):
            values = list(rest)
            for position in tensors:
                values.insert(position, sample)
            yield call(values)
    for values_ in itertools.product(*pools):
        yield call(values_)


def optional_calls(base: Call, arguments: list[Argument]) -> Iterator[Call]:
    """The base call with one optional argument more, by keyword and by position."""
    positional = [a for a in arguments if not a.keyword_only and not a.required]
    for argument in arguments:
        if argument.required or argument.name in ("out", "dtype", "device", "layout", "pin_memory"):
            continue
        for sample in argument.samples()[:4]:
            yield Call(base.args, {**base.kwargs, argument.name: sample}, True)
    for count, argument in enumerate(positional):
        before = tuple(a.default for a in positional[:count])
        for sample in argument.samples()[:4]:
            yield Call((*base.args, *before, sample), base.kwargs, True)


# ---------------------------------------------------------------------------------------------------
# What one call shows
# ---------------------------------------------------------------------------------------------------

@dataclass
class Observation:
    """What one successful sample call showed."""

    shape: tuple[int, tuple[str, ...]]
    kind: str
    first: bool
    dtypes: dict[str, tuple[str, ...]]
    grads: list[tuple[int, str]]
    raises: bool
    random: bool
    tensor_given: bool
    dtype_shown: bool
    dtype_given: bool
    last: str
    calls_back: bool
    optional: bool
    first_decides: bool | None = None
    neutral: dict[str, bool] = field(default_factory=dict)

    @property
    def keeps_dtype(self) -> bool:
        """Whether floats come out of floats and integers out of integers."""
        return self.dtype_shown and all(self.dtypes.get(world, (world,)) == (world,) for world in ("float", "int"))


def kind_of(result: Any, args: list[Any]) -> str:
    if any(result is a for a in args if isinstance(a, nn.Module)):
        return "argument"
    if isinstance(result, torch.Tensor):
        return "tensor"
    if isinstance(result, (tuple, list)) and tensors_of(result):
        return "tensors"
    if isinstance(result, nn.Module):
        return "module"
    if isinstance(result, (dict, tuple, list)) and "tensor(" in repr(result)[:10000]:
        return "mixed"
    if isinstance(result, (tuple, list)) and not result:
        return "empty"
    return "none" if result is None else "other"


def dtype_class(tensor: torch.Tensor) -> str:
    if tensor.dtype is torch.bool:
        return "bool"
    if tensor.is_complex():
        return "complex"
    return "float" if tensor.is_floating_point() else "int"


def attempt(function: Callable[..., Any], call: Call, world: World, seed: int = 0) -> tuple[Any, list[Any]]:
    args, kwargs = call.make(world)
    torch.manual_seed(seed)
    return function(*args, **kwargs), args


def succeeds(function: Callable[..., Any], call: Call, world: World) -> tuple[Any, list[Any]] | None:
    try:
        return attempt(function, call, world)
    except Exception:
        return None


def observe(function: Callable[..., Any], call: Call, method: bool = False) -> Observation | None:
    """Call in every world; None if neither floats nor integers are accepted."""
    dtypes, first, kind = {}, False, ""
    worlds = ("float", "int", "bool")
    for dtype in worlds:
        got = succeeds(function, call, World(dtype))
        if got is None:
            continue
        result, args = got
        if not kind:
            kind = kind_of(result, args)
            first = bool(args) and result is args[0]
        if kind_of(result, args) == kind and tensors_of(result):
            dtypes[dtype] = tuple(dict.fromkeys(dtype_class(t) for t in tensors_of(result)))
    if not kind:
        return None
    grads, raises = gradients(function, call, 1 if method else 3) if "float" in dtypes else ([], False)
    random = takes_numbers(function, call, next(iter(dtypes))) if dtypes else False
    return Observation((len(call.args), tuple(sorted(call.kwargs))), kind, first, dtypes, grads, raises,
                       random, call.has_tensor(), call.shows_dtype(), call.gives_dtype(),
                       call.last(), call.calls_back(), call.optional)


def gradients(function: Callable[..., Any], call: Call, places: int) -> tuple[list[tuple[int, str]], bool]:
    """What becomes of a Parameter, given in each place in turn."""
    grads, raises = [], False
    for place in range(min(call.varying(), places)):
        for precision in (torch.float32, torch.float64):
            try:
                result, args = attempt(function, call, World(parameter=place, precision=precision))
            except RuntimeError as error:
                raises = raises or "leaf Variable" in str(error)
                continue
            except Exception:
                continue
            if word := becomes(result, args, call.gives_dtype()):
                grads.append((place, word))
    return grads, raises


def becomes(result: Any, args: list[Any], cast: bool) -> str | None:
    """The word for what a Parameter became; None where a dtype argument made integers of it."""
    tensors = tensors_of(result)
    if cast and not all(t.is_floating_point() for t in tensors):
        return None
    if any(isinstance(t, nn.Parameter) and any(t is a for a in tensors_of(args)) for t in tensors):
        return "same_object"
    return "/".join(sorted({"grad" if t.requires_grad else "detached" for t in tensors})) or None


def takes_numbers(function: Callable[..., Any], call: Call, dtype: str) -> bool:
    """Whether the call draws from the default generator: its state is another one afterwards."""
    torch.manual_seed(0)
    before = torch.get_rng_state()
    succeeds(function, call, World(dtype))
    return not torch.equal(before, torch.get_rng_state())


# ---------------------------------------------------------------------------------------------------
# One function in a child process
# ---------------------------------------------------------------------------------------------------

def in_child(work: Callable[[], Any]) -> Any:
    """The result of work() in a forked child; None if it crashed or ran out of time."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_FUNCTION + SECONDS_FOR_DTYPES)
        signal.alarm(20 * SECONDS_PER_FUNCTION)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            with os.fdopen(writer, "wb") as stream:
                stream.write(pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        data = stream.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else None


def observations(namespace: str, name: str, function: Callable[..., Any], method: bool,
                 flags: bool) -> list[Observation]:
    """Everything that sample calls of one function show; `flags` asks for HIDDEN_FLAGS too."""
    overloads = schemas_of(namespace, name)
    signature = signature_of(function)
    if signature and (not method or not overloads):
        overloads = [signature]
    odd = ODD_CALLS.get(f"{namespace}.{name}", [])
    flags = flags or hides_signature(function)
    found: list[Seen] = []
    deadline = time.process_time() + SECONDS_PER_FUNCTION / 2
    if odd:
        tried = ((call, observe(function, call, method)) for call in (Call(args, kwargs) for args, kwargs in odd))
        found = [Seen(call, [], seen) for call, seen in tried if seen]
    for arguments in overloads if not odd else ():
        calls = required_calls(arguments)
        found.extend(overload_observations(function, calls, arguments, flags, method, deadline))
    if not found:
        calls = iter(blind_calls(method))
        found = overload_observations(function, calls, [], flags, method, deadline + 1)
    note_dtypes(function, found)
    return [seen.observation for seen in found]


def blind_calls(method: bool) -> list[Call]:
    """What to try where neither a schema nor a signature says anything."""
    calls = [Call((sample,)) for sample in TENSORS] + [Call((sample, sample)) for sample in TENSORS]
    return calls if method else [Call(()), *calls]


def overload_observations(function: Callable[..., Any], calls: Iterator[Call], arguments: list[Argument],
                          flags: bool, method: bool, deadline: float) -> list[Seen]:
    found: list[Seen] = []
    base = None
    for call in itertools.islice(calls, TRIES):
        if len(found) >= SUCCESSES or time.process_time() > deadline:
            break
        if seen := observe(function, call, method):
            base = base or call
            found.append(Seen(call, arguments, seen))
    extra = list(optional_calls(base, arguments)) if base else []
    if base and takes_many(function):
        extra.append(Call((*base.args, *base.args), base.kwargs))
    if base and flags:
        extra += [Call(base.args, {**base.kwargs, flag: value}, True)
                  for flag in HIDDEN_FLAGS for value in (True, False, 0)]
    for call in extra:
        if time.process_time() > deadline:
            break
        if seen := observe(function, call, method):
            found.append(Seen(call, arguments, seen))
    return found


# ---------------------------------------------------------------------------------------------------
# What decides the dtype of a result
# ---------------------------------------------------------------------------------------------------

@dataclass
class Seen:
    """A call that succeeded, the arguments of its overload, and what it showed."""

    call: Call
    arguments: list[Argument]
    observation: Observation


def note_dtypes(function: Callable[..., Any], found: list[Seen]) -> None:
    """Add to the observations what decides the dtype of their results, as far as the time for that goes."""
    deadline = time.process_time() + SECONDS_FOR_DTYPES
    for seen in found:
        if time.process_time() > deadline:
            return
        if seen.observation.keeps_dtype:
            seen.observation.first_decides = first_decides(function, seen.call)
    overload: list[Argument] | None = None
    for seen in found:
        if time.process_time() > deadline:
            return
        if seen.observation.dtype_shown and not seen.observation.optional and seen.arguments is not overload:
            overload = seen.arguments
            seen.observation.neutral = neutral_arguments(function, seen.call, overload)


def first_decides(function: Callable[..., Any], call: Call) -> bool | None:
    """Whether the dtype class of the result is the first argument's, a tensor, whatever class any other one is of.

    Bools may be counted: then an int comes out of a bool.  None where no call succeeded.
    """
    outs: dict[str, set[str]] = collections.defaultdict(set)
    for other, dtype in itertools.product(others_varied(call), NUMBERS):
        got = succeeds(function, other, World(dtype))
        if got is None:
            continue
        result, args = got
        if not args or not isinstance(args[0], torch.Tensor) or call.calls_back():
            return False
        outs[dtype_class(args[0])].update(dtype_class(tensor) for tensor in tensors_of(result))
    if not outs:
        return None
    return all(classes == {first} or (first, classes) == ("bool", {"int"}) for first, classes in outs.items())


def others_varied(call: Call) -> Iterator[Call]:
    """A call itself, and with one of its arguments but the first in each class in turn."""
    yield call
    for kind in NUMBERS:
        for at, sample in enumerate(call.args[1:], 1):
            yield Call((*call.args[:at], OfClass(sample, kind), *call.args[at + 1:]), call.kwargs)
        for name, sample in call.kwargs.items():
            yield Call(call.args, {**call.kwargs, name: OfClass(sample, kind)})


# What Python's bindings add to the schemas of operators.
ADDED = (Argument("requires_grad", "bool", False, True), Argument("axis", "int", False, True),
         Argument("keepdims", "bool", False, True), Argument("out", "Tensor", False, True))


def neutral_arguments(function: Callable[..., Any], call: Call, arguments: list[Argument]) -> dict[str, bool]:
    """Argument -> whether the result's dtype class was the same with every value of it; a tensor's never counts."""
    found: dict[str, bool] = {}
    places = {argument.name: at for at, argument in enumerate(a for a in arguments if not a.keyword_only)}
    for argument in (*arguments, *ADDED):
        if argument.name in ("self", "input", "dtype"):
            continue
        samples = [kind for sample in argument.samples()[:4] for kind in in_every_class(sample)]
        if argument.type == "Tensor" or any(holds_tensors(sample) for sample in samples):
            found[argument.name] = False
            continue
        at = places.get(argument.name, len(call.args))
        calls = [Call((*call.args[:at], sample, *call.args[at + 1:]), call.kwargs) if at < len(call.args)
                 else Call(call.args, {**call.kwargs, argument.name: sample}) for sample in samples]
        if argument.name in call.kwargs or at < len(call.args) or not calls:
            same = same_classes(function, calls)
        else:
            same = same_classes(function, [call, *calls])
        if same is not None:
            found[argument.name] = same
    return found


def holds_tensors(sample: Any) -> bool:
    """Whether a sample is, or has in it, a tensor."""
    return bool(tensors_of(OfClass(sample, "float").make(World())))


def in_every_class(sample: Any) -> list[Any]:
    """A sample number as float, integer and bool; any other sample as it is."""
    if isinstance(sample, Number):
        return [sample.real, sample.whole, True]
    return [NUMBERS[kind](sample) for kind in NUMBERS] if type(sample) in (float, int, bool) else [sample]


def same_classes(function: Callable[..., Any], calls: list[Call]) -> bool | None:
    """Whether all calls that give one tensor give the same dtype class in every world; None where fewer than two do."""
    told = None
    for dtype in NUMBERS:
        results = (got[0] for call in calls if (got := succeeds(function, call, World(dtype))))
        outs = [dtype_class(result) for result in results if isinstance(result, torch.Tensor)]
        if len(set(outs)) > 1:
            return False
        told = True if len(outs) > 1 else told
    return told


# ---------------------------------------------------------------------------------------------------
# From observations to facts
# ---------------------------------------------------------------------------------------------------

@dataclass
class Facts:
    """What is recorded of one function; `words` is what the data file says."""

    kind: str
    dtype: str | None = None
    grad: str | None = None
    raises: bool = False
    random: bool = False
    factory: bool = False
    device: bool = False
    moves: bool = False
    first: bool = False
    counts: bool = False
    shapes: dict[str, str] = field(default_factory=dict)
    neutral: dict[str, bool] = field(default_factory=dict)

    def words(self) -> str:
        flags = [w for w in ("raises", "random", "factory", "device", "moves", "first", "counts") if getattr(self, w)]
        return " ".join([self.kind, self.dtype or "-", self.grad or "-", *flags])


def merged_kind(kinds: set[str]) -> str | None:
    if len(kinds) > 1:
        kinds = kinds - {"empty"}
    if not kinds:
        return None
    if kinds == {"empty"}:
        return "mixed"
    if kinds == {"none"}:
        return "other"
    if len(kinds) == 1 and kinds != {"module"}:
        return next(iter(kinds))
    return "other" if kinds == {"none", "other"} else "mixed"


def merged_dtype(seen: list[Observation]) -> str | None:
    """One word for what comes out in every world; None where calls disagree."""
    real, whole, truth = outcomes(seen)
    if real | whole | truth == {"complex"}:
        return "float"
    if len(real) > 1 or len(whole) > 1 or "complex" in real | whole:
        return None
    if real == whole and (len(real) == 1 and truth <= real | {"bool"}):
        return real.pop()
    if real and not whole:
        return real.pop()
    if whole == {"int"} and real <= {"float"}:
        given = any(o.tensor_given for o in seen)
        if not real and truth <= {"int"}:
            return "int"
        return "same" if given else "value"
    return None


def outcomes(seen: list[Observation]) -> tuple[set[str], set[str], set[str]]:
    """The dtype classes that come out of floats, of integers and of bools."""
    outs: dict[str, set[str]] = collections.defaultdict(set)
    for observation in (o for o in seen if o.dtype_shown):
        for world, classes in observation.dtypes.items():
            outs[world].update(classes)
    return outs["float"], outs["int"], outs["bool"]


def merged_neutral(seen: list[Observation]) -> dict[str, bool]:
    """Argument -> whether none of its values changed the dtype class."""
    found: dict[str, bool] = {}
    for name, same in (item for o in seen for item in o.neutral.items()):
        found[name] = found.get(name, True) and same
    return found


def merged_grad(seen: list[Observation], first_only: bool) -> tuple[str | None, bool]:
    """(what a Parameter becomes, whether it may be the same object or not)."""
    told = [o for o in seen if not o.dtype_given and o.grads] or seen
    grads = {word for o in told for place, word in o.grads if not (first_only and place)}
    if grads == {"same_object", "grad"}:
        return "grad", True
    if len(grads) == 1 and "/" not in next(iter(grads)):
        return grads.pop(), False
    return None, False


def shapes_of(seen: list[Observation], method: bool) -> dict[str, str]:
    """For functions of several kinds: the kind by number of positional arguments and keywords.

    `2@` stands for two positional arguments of which the last is a number or a list of numbers, `2%` for
    two of which the last is a tensor.
    """
    kinds: dict[tuple[str, tuple[str, ...]], set[str]] = collections.defaultdict(set)
    for o in seen:
        count, words = o.shape
        kinds[str(count - method), words].add(o.kind)
        if not words and not o.optional and o.last and count > method:
            kinds[f"{count - method}{o.last}", words].add(o.kind)
    carry_flags(kinds, {str(o.shape[0] - method) for o in seen if o.optional and not o.shape[1]})
    bare = {n: "/".join(sorted(k)) for (n, words), k in kinds.items() if not words}
    found = {}
    for (count_, words), kind in kinds.items():
        merged = "/".join(sorted(kind - {"empty"})).replace("none", "other") or "mixed"
        if words and merged == bare.get(count_) or count_[-1] in "@%" and bare.get(count_[:-1]) == merged:
            continue
        found["+".join([count_, *words])] = merged
    return found if len(set(found.values())) > 1 or "/" in "".join(found.values()) else {}


def carry_flags(kinds: dict[tuple[str, tuple[str, ...]], set[str]], counts: set[str]) -> None:
    """A flag that changes the kind still stands among the arguments of a call with more of them."""
    so_far: set[str] = set()
    for count in sorted(counts, key=int):
        kinds[count, ()] |= so_far
        so_far = kinds[count, ()]


def facts_of(dotted: str, name: str, function: Any, seen: list[Observation], declared: str | None,
             method: bool) -> Facts | None:
    """What observation and declaration say together."""
    kind = kind_from(name, dotted, seen, declared)
    if kind is None:
        return None
    facts = Facts(kind)
    single = [o for o in seen if o.kind == "tensor"] if kind == "mixed" else seen
    facts.dtype = merged_dtype(single)
    if kind in ("tensor", "mixed") and facts.dtype in ("same", "value"):
        decided = {o.first_decides for o in single if o.dtype_shown}
        facts.first = facts.dtype == "same" and True in decided and False not in decided
        facts.counts = facts.dtype == "same" and outcomes(single)[2] == {"int"}
        facts.neutral = {} if facts.first else merged_neutral(single)
    facts.grad, facts.moves = merged_grad(single, first_only=kind == "argument")
    facts.raises = any(o.raises for o in seen if not o.optional)
    facts.device = takes(dotted, name, function, "device")
    facts.factory = kind == "tensor" and any(not o.tensor_given for o in seen) and not method
    if method and name.startswith("new_"):
        facts.factory = True
    if facts.factory and facts.grad is None:
        facts.grad = "detached"
    if kind != "other" and (facts.dtype or kind != "mixed"):
        facts.random = draws(dotted, name, function, seen)
    if method:
        apply_documentation(facts, function.__doc__ or "")
    if kind == "mixed":
        facts.shapes = shapes_of(seen, method)
    return facts


def kind_from(name: str, dotted: str, seen: list[Observation], declared: str | None) -> str | None:
    """The kind; what a function given as argument returns says nothing about its caller."""
    kind = merged_kind({o.kind for o in seen})
    if kind in ("tensor", "tensors") and all(o.calls_back for o in seen):
        return declared or "mixed"
    keeps = name.endswith("_") or ".init." in dotted
    if kind == "tensor" and keeps and all(o.first for o in seen):
        return "argument"
    return kind or declared


def draws(dotted: str, name: str, function: Any, seen: list[Observation]) -> bool:
    """Whether the values are random or uninitialised memory."""
    doc = getattr(function, "__doc__", None) or ""
    drawn = any(o.random for o in seen if not o.optional) or takes(dotted, name, function, "generator")
    return drawn or "uninitialized" in doc


def apply_documentation(facts: Facts, doc: str) -> None:
    """Methods that may give the tensor itself back, which no CPU can show for `cuda`."""
    said = " ".join(doc.split())
    facts.moves = facts.moves or any(s in said for s in (
        "original object is returned", "``self`` is returned", "his is a no-op if the tensor is already",
        "is equivalent to ``self.to(", "returns the :attr:`self` tensor"))
    if facts.moves and facts.grad in ("same_object", None) and facts.dtype in ("float", "same", None):
        facts.grad = "grad"
    if facts.dtype is None and "Returns a copy of this object in" in said:
        facts.dtype = "same"


def takes(dotted: str, name: str, function: Any, argument: str) -> bool:
    """Whether any overload, the signature or the documented signature has this argument."""
    namespace = dotted.rpartition(".")[0]
    if any(a.name == argument for overload in schemas_of(namespace, name) for a in overload):
        return True
    if any(a.name == argument for a in signature_of(function) or ()):
        return True
    if namespace not in PREFIXES:
        return False
    first = (getattr(function, "__doc__", None) or "").strip().split("->")[0]
    return first.startswith(f"{name}(") and bool(re.search(rf"\b{argument}\b", first))


# ---------------------------------------------------------------------------------------------------
# Declarations
# ---------------------------------------------------------------------------------------------------

def kind_of_annotation(text: str) -> str:
    """The kind that a return annotation stands for."""
    text = text.replace("torch.", "").replace("typing.", "").replace("ForwardRef", "").strip("'\"")
    if text in ("Self", "Tensor", "_C.TensorBase", "TensorBase", "_tensor.Tensor"):
        return "tensor"
    if "return_types." in text:
        return "tensors"
    if "TypeIs" in text or "TypeGuard" in text or text.startswith(("Callable", "collections.abc.Callable")):
        return "other"


def stub_kinds(path: str, class_name: str | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """(functions, properties) of a stub file or of one class in it, with the kinds they declare."""
    with open(path, encoding="utf-8") as stream:
        body = ast.parse(stream.read()).body
    if class_name:
        body = next(n for n in body if isinstance(n, ast.ClassDef) and n.name == class_name).body
    kinds: dict[str, set[str]] = collections.defaultdict(set)
    properties = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.returns:
            kind = kind_of_annotation(ast.unparse(node.returns))
            if any(ast.unparse(d) == "property" for d in node.decorator_list):
                properties[node.name] = kind
            else:
                kinds[node.name].add(kind)
        elif isinstance(node, ast.AnnAssign) and class_name and isinstance(node.target, ast.Name):
            properties[node.target.id] = kind_of_annotation(ast.unparse(node.annotation))
    return {n: merged_kind(k) or "mixed" for n, k in kinds.items()}, properties


def declared_kind(function: Any) -> str | None:
    """The kind of the Python annotation, if there is one."""
    try:
        returns = inspect.signature(function).return_annotation
    except (TypeError, ValueError):
        return None
    if returns is inspect.Signature.empty:
        return returns_nothing(function)
    if returns is None or returns is type(None):
        return "other"
    if isinstance(returns, type) and not isinstance(returns, types.GenericAlias):
        returns = f"{returns.__module__}.{returns.__qualname__}"
    return kind_of_annotation(str(returns))


def returns_nothing(function: Any) -> str | None:
    """"other" for a Python function without a `return value` in its source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function)))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None
    if not isinstance(tree, ast.FunctionDef):
        return None
    nodes = list(ast.walk(tree))
    if any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Lambda)) for n in nodes):
        return None
    return None if any(isinstance(n, ast.Return) and n.value is not None for n in nodes) else "other"


def schema_kind(namespace: str, name: str) -> str | None:
    """The kind of the operator's schemas: the last resort."""
    kinds = set()
    for schema in operators_of(namespace, name):
        returns = [str(r.type) for r in schema.returns]
        if returns == ["Tensor"]:
            kinds.add("tensor")
        else:
            tensors = bool(returns) and all(t in ("Tensor", "List[Tensor]") for t in returns)
            kinds.add("tensors" if tensors else "other")
    return merged_kind(kinds)


# ---------------------------------------------------------------------------------------------------
# Functions, methods, properties
# ---------------------------------------------------------------------------------------------------

def public_functions(namespace: str) -> Iterator[tuple[str, Any]]:
    module = importlib.import_module(namespace)
    for name in sorted(dir(module)):
        value = getattr(module, name, None)
        if name.startswith("_") or not callable(value) or inspect.isclass(value):
            continue
        home = getattr(value, "__module__", None) or ""
        if home.split(".")[0] not in ("", "torch") or home.startswith("torch.utils._"):
            continue
        yield name, value


CONSTRUCTORS = ("Tensor", "FloatTensor", "DoubleTensor", "HalfTensor", "BFloat16Tensor", "LongTensor",
                "IntTensor", "ShortTensor", "ByteTensor", "CharTensor", "BoolTensor")
TENSOR_CLASSES = ("torch.nn.Parameter", "torch.nn.Buffer", "torch.nn.UninitializedParameter",
                  "torch.nn.UninitializedBuffer", "torch.autograd.Variable")


def record_functions(report: list[str]) -> dict[str, Facts]:
    stubs, _ = stub_kinds(os.path.join(ROOT, "_C", "_VariableFunctions.pyi"))
    found: dict[str, Facts] = {}
    for namespace in CALLED + DECLARED:
        for name, function in public_functions(namespace):
            dotted = f"{namespace}.{name}"
            declared = declared_kind(function)
            if namespace == "torch" and name in stubs:
                declared = stubs[name]
            seen: list[Observation] = []
            if namespace in CALLED and dotted not in NOT_CALLED:
                flags = declared == "mixed"
                seen = in_child(lambda: observations(namespace, name, function, False, flags)) or []
            declared = declared or schema_kind(namespace, name)
            facts = facts_of(dotted, name, function, seen, declared, False)
            if facts:
                found[dotted] = facts
                disagreement(report, dotted, declared, seen, facts)
            else:
                report.append(f"unknown {dotted}")
    for name in CONSTRUCTORS:
        found[f"torch.{name}"] = constructor_facts(name)
        found[f"torch.cuda.{name}"] = constructor_facts(name)
        made = getattr(torch.sparse, name, torch.Tensor)
        if made is not torch.Tensor:  # torch.sparse_coo_tensor under an older name, says torch where it's called
            facts = replace(found["torch.sparse_coo_tensor"], dtype=dtype_class(torch.empty(1, dtype=made.dtype)))
            found |= {f"torch.sparse.{name}": facts, f"torch.cuda.sparse.{name}": facts}
    for dotted in TENSOR_CLASSES:
        namespace, _, name = dotted.rpartition(".")
        cls = getattr(importlib.import_module(namespace), name)
        seen = observations(namespace, name, cls, False, False)
        facts = facts_of(dotted, name, cls, seen, "tensor", False) or Facts("tensor")
        facts.factory = False
        if cls().requires_grad:
            facts.grad = "grad"
        found[dotted] = facts
    packed = "torch.nn.utils.rnn.PackedSequence"
    found[packed] = Facts(kind_of(nn.utils.rnn.pack_sequence([torch.ones(3)]), []))
    return found


def constructor_facts(name: str) -> Facts:
    """The legacy tensor classes: torch.FloatTensor(2, 3) is uninitialised, torch.FloatTensor([…]) is not."""
    made = getattr(torch, name)(2)
    return Facts("tensor", dtype_class(made), "detached", factory=True, random=True)


def disagreement(report: list[str], dotted: str, declared: str | None, seen: list[Observation],
                 facts: Facts) -> None:
    if not seen:
        report.append(f"declared only {dotted}: {declared}")
    elif declared and declared != facts.kind and facts.kind != "argument":
        kinds = sorted({o.kind for o in seen})
        report.append(f"differs {dotted}: declared {declared}, seen {kinds} -> {facts.kind}")


def record_methods(report: list[str]) -> dict[str, Facts]:
    stubs, properties = stub_kinds(os.path.join(ROOT, "_C", "__init__.pyi"), "TensorBase")
    found = {}
    for name in sorted(dir(torch.Tensor)):
        if name.startswith("_") or name in properties or not callable(getattr(torch.Tensor, name, None)):
            continue
        function = getattr(torch.Tensor, name)
        flags = stubs.get(name) == "mixed"
        seen = in_child(lambda: observations("torch.Tensor", name, function, True, flags)) or []
        declared = stubs.get(name) or declared_kind(function) or schema_kind("torch.Tensor", name)
        facts = facts_of(f"torch.Tensor.{name}", name, function, seen, declared, True)
        if facts is None:
            report.append(f"unknown torch.Tensor.{name}")
            continue
        found[name] = facts
        disagreement(report, f"torch.Tensor.{name}", declared, seen, facts)
    return found


def record_attributes() -> dict[str, Facts]:
    """Properties and plain attributes, read from Parameters with and without a gradient and from others."""
    _, declared = stub_kinds(os.path.join(ROOT, "_C", "__init__.pyi"), "TensorBase")
    names = {n for n in dir(torch.Tensor) if not callable(getattr(torch.Tensor, n, None))} | {*declared}
    found = {}
    for name in sorted(n for n in names if not n.startswith("_")):
        with_gradient = nn.Parameter(torch.eye(3))
        with_gradient.sum().backward()
        kinds, grads = set(), set()
        plain, complex_ = torch.eye(3), torch.eye(3, dtype=torch.complex64)
        for tensor in (nn.Parameter(torch.eye(3)), with_gradient, plain, complex_):
            try:
                value = getattr(tensor, name)
            except (RuntimeError, AttributeError):
                continue
            kinds.add(kind_of(value, []))
            if isinstance(value, torch.Tensor) and tensor.requires_grad:
                grads.add("same_object" if value is tensor else "grad" if value.requires_grad else "detached")
        kind = merged_kind(kinds) or declared.get(name)
        if kind:
            grad = grads.pop() if len(grads) == 1 else "grad" if grads == {"same_object", "grad"} else None
            found[name] = Facts(kind, "same" if grads or grad else None, grad)
    return found


# ---------------------------------------------------------------------------------------------------
# Classes
# ---------------------------------------------------------------------------------------------------

def walked_modules() -> list[str]:
    """Every public module of torch outside the subtrees of tools."""
    found = ["torch"]

    def walk(path: Iterable[str], prefix: str) -> None:
        for info in pkgutil.iter_modules(path, prefix):
            if info.name.startswith(NOT_WALKED) or any(p.startswith("_") for p in info.name.split(".")):
                continue
            try:
                module = importlib.import_module(info.name)
            except Exception:
                continue
            found.append(info.name)
            if info.ispkg:
                walk(module.__path__, info.name + ".")

    walk(torch.__path__, "torch.")
    return found


def better(path: str) -> tuple[int, int, str]:
    """The order of paths: fewest dots, then shortest."""
    return path.count("."), len(path), path


def class_paths(modules: list[str]) -> dict[type, list[str]]:
    """Each class of torch with every public path that leads to it, best first: public ones, and the private ones that
    its own layers derive from, as those of others do.
    """
    found: dict[type, list[str]] = collections.defaultdict(list)
    for module in modules:
        for name, value in vars(sys.modules[module]).items():
            home = getattr(value, "__module__", "") or ""
            if not inspect.isclass(value) or home.split(".")[0] != "torch":
                continue
            if not name.startswith("_") or issubclass(value, nn.Module) and home.startswith("torch.nn.modules."):
                found[value].append(f"{module}.{name}")
    return {cls: sorted(paths, key=better) for cls, paths in found.items()}


def class_kind(cls: type) -> str | None:
    """The word for a class that is neither a Module nor a tensor."""
    if issubclass(cls, (nn.Module, torch.Tensor)) or cls.__name__ in CONSTRUCTORS:
        return None
    if issubclass(cls, torch.distributions.Distribution):
        return "distribution"
    if issubclass(cls, torch.distributions.transforms.Transform):
        return "transform"
    if issubclass(cls, torch.distributions.constraints.Constraint):
        return "constraint"
    holds_tensors = issubclass(cls, (nn.utils.rnn.PackedSequence_, torch.autograd.Variable))
    return None if holds_tensors or cls.__module__ == "torch.return_types" else "plain"


def plain_constants(modules: list[str]) -> Iterator[str]:
    """Constants such as torch.float32, torch.pi and torch.strided."""
    for name, value in vars(torch).items():
        if not name.startswith("_") and isinstance(value, (torch.dtype, torch.layout, torch.memory_format,
                                                           torch.qscheme, float, int)):
            yield f"torch.{name}"
    for name, value in vars(torch.distributions.constraints).items():
        if not name.startswith("_") and isinstance(value, torch.distributions.constraints.Constraint):
            yield f"torch.distributions.constraints.{name}"


# ---------------------------------------------------------------------------------------------------
# Modules
# ---------------------------------------------------------------------------------------------------

# Sample constructor arguments by parameter name.
MODULE_SAMPLES: dict[str, Callable[[], Any]] = {
    "in_features": lambda: 4, "out_features": lambda: 4, "in1_features": lambda: 4,
    "in2_features": lambda: 4, "in_channels": lambda: 4, "out_channels": lambda: 4,
    "kernel_size": lambda: 2, "num_features": lambda: 4, "num_channels": lambda: 4,
    "num_groups": lambda: 2, "normalized_shape": lambda: 4, "num_embeddings": lambda: 6,
    "embedding_dim": lambda: 4, "embed_dim": lambda: 8, "num_heads": lambda: 2, "d_model": lambda: 8,
    "nhead": lambda: 2, "num_layers": lambda: 1, "input_size": lambda: 4, "hidden_size": lambda: 4,
    "input_dim": lambda: 4, "hidden_dim": lambda: 4, "n_classes": lambda: 6, "cutoffs": lambda: [2, 4],
    "padding": lambda: 1, "output_size": lambda: 2, "upscale_factor": lambda: 2,
    "downscale_factor": lambda: 2, "scale_factor": lambda: 2, "value": lambda: 0.5,
    "threshold": lambda: 0.5, "dim": lambda: 1, "unflattened_size": lambda: (2, 2),
    "norm_type": lambda: 2, "size": lambda: 2, "groups": lambda: 2,
    "encoder_layer": lambda: nn.TransformerEncoderLayer(8, 2, 8), "scale": lambda: 0.5,
    "zero_point": lambda: 0, "decoder_layer": lambda: nn.TransformerDecoderLayer(8, 2, 8),
    "dtype": lambda: torch.float32, "negative_slope": lambda: 0.1, "num_chunks": lambda: 2,
    "bias": lambda: True, "mode": lambda: "RNN_TANH", "module": lambda: nn.Linear(4, 4),
    "model": lambda: nn.Linear(4, 4), "qconfig": lambda: _qconfig(), "num_classes": lambda: 4,
    "output_ratio": lambda: 0.5, "observer": lambda: torch.ao.quantization.MinMaxObserver,
    "blank": lambda: 0, "weight": lambda: torch.ones(4), "bias_": lambda: True, "ch_axis": lambda: 0,
    "row_block_size": lambda: 1, "col_block_size": lambda: 4, "other": lambda: nn.LSTMCell(4, 4),
    "output_scale": lambda: 0.5, "output_zero_point": lambda: 0, "stride": lambda: (1, 1),
    "dilation": lambda: (1, 1), "transposed": lambda: False, "output_padding": lambda: (0, 0),
    "padding_mode": lambda: "zeros",
}
# Values for optional parameters whose default is None: a tensor to keep, or a number.
GIVEN: dict[str, Callable[[], Any]] = {
    "weight": lambda: torch.ones(4), "pos_weight": lambda: torch.ones(4), "_weight": lambda: torch.ones(6, 4),
    "kdim": lambda: 3, "vdim": lambda: 3, "norm": lambda: nn.LayerNorm(8),
    "distance_function": lambda: torch.dist,
}
CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)


def _qconfig() -> Any:
    from torch.ao.quantization import get_default_qat_qconfig
    return get_default_qat_qconfig("fbgemm")


@dataclass
class Held:
    """What one instance holds by name; True where the value is not None."""

    parameters: dict[str, bool]
    buffers: dict[str, bool]
    submodules: dict[str, bool]

    def all(self) -> dict[str, bool]:
        return {**self.parameters, **self.buffers, **self.submodules}


def held_by(instance: nn.Module) -> Held:
    return Held({n: v is not None for n, v in instance._parameters.items()},
                {n: v is not None for n, v in instance._buffers.items()},
                {n: v is not None for n, v in instance._modules.items()})


def has_state(instance: nn.Module) -> bool:
    """Whether it has a parameter or buffer, or saves something else (packed weights of quantised layers)."""
    try:
        held = itertools.chain(instance.parameters(), instance.buffers(), instance.state_dict())
        return any(True for _ in held)
    except Exception:
        return True


def constructor_parameters(cls: type) -> list[inspect.Parameter]:
    """Those of the signature, or of the first overload where the signature is only *args, **kwargs."""
    overloads = typing.get_overloads(cls.__init__) if inspect.isfunction(cls.__init__) else []
    candidates = [inspect.signature(overloads[0])] if overloads else [
        inspect.signature(base.__init__) for base in cls.__mro__
        if base is not nn.Module and issubclass(base, nn.Module) and "__init__" in vars(base)]
    for signature in candidates:
        parameters = list(signature.parameters.values())[1:]
        if any(p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
            return parameters
    return list(candidates[0].parameters.values())[1:] if candidates else []


# More keyword arguments to try in turn where the required ones are not enough.
MORE_ARGUMENTS: tuple[dict[str, Callable[[], Any]], ...] = (
    {}, {"kernel_size": lambda: (2, 2)}, {"output_size": lambda: 2}, {"qconfig": lambda: _qconfig()},
    {"kernel_size": lambda: 2, "qconfig": lambda: _qconfig()},
    {"row_block_size": lambda: 1, "col_block_size": lambda: 4},
    {"kernel_size": lambda: (2, 2), "padding": lambda: (1, 1)},
)
# Samples for the modules that fused and quantised classes are made of; N is the class's dimension.
PARTS: dict[str, Callable[[str], nn.Module]] = {
    "conv": lambda n: getattr(nn, f"Conv{n}d")(4, 4, 2), "bn": lambda n: getattr(nn, f"BatchNorm{n}d")(4),
    "batch_norm": lambda n: getattr(nn, f"BatchNorm{n}d")(4), "linear": lambda n: nn.Linear(4, 4),
    "relu": lambda n: nn.ReLU(), "leaky_relu": lambda n: nn.LeakyReLU(), "tanh": lambda n: nn.Tanh(),
    "add": lambda n: torch.add,
}


def sample_for(cls: type, name: str) -> Any:
    if name in PARTS:
        digits = re.findall(r"([123])d", cls.__name__)
        return PARTS[name](digits[0] if digits else "1")
    return MODULE_SAMPLES[name]()


def construct(cls: type, **given: Any) -> nn.Module | None:
    """An instance from sample arguments; None if they don't fit."""
    parameters = constructor_parameters(cls)
    accepted = {p.name for p in parameters}
    required = [p.name for p in parameters if p.default is p.empty
                and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if any(name not in MODULE_SAMPLES and name not in PARTS for name in required):
        return None
    for more in MORE_ARGUMENTS:
        if not accepted.issuperset(more):
            continue
        kwargs = {name: sample_for(cls, name) for name in required}
        kwargs.update({name: make() for name, make in more.items()}, **given)
        try:
            made = cls(**kwargs)
        except Exception:
            continue
        if isinstance(made, nn.Module):
            return made
    return None


@dataclass
class ModuleFacts:
    """What is recorded of one Module class."""

    path: str
    known: bool
    names: dict[str, list[str]]
    optional: list[str]
    needs: dict[str, list[str]]
    flags: dict[str, bool]
    stateless: bool
    training: bool
    container: str | None
    arguments: list[str]
    gives_tensor: bool

    def line(self) -> str:
        """parameters; buffers; submodules; optional; needs; flags; words; arguments"""
        words = [w for w, yes in (("known", self.known), ("stateless", self.stateless),
                                  ("training", self.training), ("tensor", self.gives_tensor)) if yes]
        words += [self.container] if self.container else []
        parts = [" ".join(self.names.get(k, ())) for k in ("parameters", "buffers", "submodules")]
        parts.append(" ".join(self.optional))
        parts.append(" ".join(f"{n}:{'+'.join(f)}" for n, f in self.needs.items()))
        parts.append(" ".join(f"{n}={'1' if on else '0'}" for n, on in self.flags.items()))
        parts += [" ".join(words), " ".join(self.arguments)]
        return f"{self.path}|" + "|".join(parts)


def settings_of(cls: type) -> dict[str, tuple[bool, Callable[[], Any], Callable[[], Any]]]:
    """Flag -> (on by default, value for on, value for off): the bools, and what is None unless given."""
    found: dict[str, tuple[bool, Callable[[], Any], Callable[[], Any]]] = {}
    for p in constructor_parameters(cls):
        if isinstance(p.default, bool):
            found[p.name] = (p.default, lambda: True, lambda: False)
        elif p.default is None and p.name in GIVEN:
            found[p.name] = (False, GIVEN[p.name], lambda: None)
        elif p.name == "bias" and p.default is p.empty:
            found[p.name] = (True, lambda: True, lambda: False)
    return found


def variants(cls: type) -> tuple[dict[str, bool], dict[tuple[bool, ...], nn.Module]]:
    """The flags that change what is held (with their defaults), and an instance for each setting."""
    settings = settings_of(cls)
    plain = construct(cls)
    if plain is None:
        return {}, {}
    everything = construct(cls, **{n: on() for n, (_, on, _) in settings.items() if on() is True})
    bases = [({}, plain)] + ([({n: on() for n, (_, on, _) in settings.items() if on() is True}, everything)]
                             if everything is not None else [])
    matter = {}
    for name, (default, on, off) in settings.items():
        for given, base in bases:
            one = construct(cls, **{**given, name: on()})
            two = construct(cls, **{**given, name: off()})
            if any(i is not None and held_by(i) != held_by(base) for i in (one, two)):
                matter[name] = default
    made = {}
    for setting in itertools.product((False, True), repeat=len(matter)):
        values = {n: settings[n][1]() if yes else settings[n][2]() for n, yes in zip(matter, setting)}
        instance = construct(cls, **values)
        if instance is not None:
            made[setting] = instance
    return matter, made


def module_facts(cls: type[nn.Module], path: str) -> ModuleFacts:
    """Everything about one class."""
    container = next((c.__name__ for c in CONTAINERS if issubclass(cls, c)), None)
    flags, made = variants(cls)
    more = [i for i in (construct(cls, num_layers=2), construct(cls, proj_size=2)) if i is not None]
    names = registered([*made.values(), *more])
    optional = [n for part in names.values() for n in part
                if not all(held_by(i).all().get(n) for i in made.values())]
    needs = {} if container else {
        n: need for n in optional if (need := needed_flags(n, list(flags), made)) is not None}
    stateless = not container and bool(made) and has_forward(cls) and not any(
        map(has_state, [*without_given_tensors(flags, made), *more]))
    return ModuleFacts(path, bool(made), names, optional, needs, flags, stateless,
                       training_dependent(cls, list(made.values())), container, argument_names(cls),
                       not container and gives_tensor(cls))


def gives_tensor(cls: type[nn.Module]) -> bool:
    """Whether torch says of the class's own forward that it gives one tensor."""
    try:
        return has_forward(cls) and get_type_hints(cls.forward).get("return") is torch.Tensor
    except Exception:  # a name in it that can't be looked up
        return False


def argument_names(cls: type) -> list[str]:
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    return [stars.get(p.kind, "") + p.name for p in constructor_parameters(cls)]


def registered(instances: list[nn.Module]) -> dict[str, list[str]]:
    """The names of parameters, buffers and submodules that any of the instances has."""
    names = {}
    for part in ("parameters", "buffers", "submodules"):
        union: dict[str, None] = {}
        for instance in instances:
            union.update(dict.fromkeys(getattr(held_by(instance), part)))
        names[part] = list(union)
    return names


def has_forward(cls: type) -> bool:
    """Whether the class can be called: nn.Module itself and its like are only bases."""
    bases = (nn.Module, torch.jit.ScriptModule)
    return any("forward" in vars(base) for base in cls.__mro__ if base not in bases)


def without_given_tensors(flags: dict[str, bool], made: dict[tuple[bool, ...], nn.Module]) -> list[nn.Module]:
    """The instances that were not given a tensor to hold."""
    given = [at for at, flag in enumerate(flags) if flag in ("weight", "pos_weight", "_weight")]
    return [i for setting, i in made.items() if not any(setting[at] for at in given)]


def needed_flags(name: str, flags: list[str], made: dict[tuple[bool, ...], nn.Module]) -> list[str] | None:
    """The flags that must be on (`-flag`: off) for `name` to hold something; None if that is not the rule."""
    holds = {setting: bool(held_by(i).all().get(name)) for setting, i in made.items()}
    yes = [setting for setting, held in holds.items() if held]
    if not yes:
        return None
    on = [at for at in range(len(flags)) if all(setting[at] for setting in yes)]
    off = [at for at in range(len(flags)) if not any(setting[at] for setting in yes)]
    for setting, held in holds.items():
        if held != (all(setting[at] for at in on) and not any(setting[at] for at in off)):
            return None
    return [flags[at] for at in on] + ["-" + flags[at] for at in off] or None


def training_dependent(cls: type, instances: list[nn.Module]) -> bool:
    """Whether forward's source, or a submodule's, reads self.training."""
    classes = {cls} | {type(m) for i in instances for m in i.modules()}
    return any(reads_training(c) for c in classes)


def reads_training(cls: type) -> bool:
    for base in cls.__mro__:
        if base is nn.Module:
            break
        for function in vars(base).values():
            if isinstance(function, types.FunctionType) and function.__name__ != "__init__":
                try:
                    source = inspect.getsource(function)
                except (OSError, TypeError):
                    continue
                if "self.training" in source:
                    return True
    return False


# ---------------------------------------------------------------------------------------------------
# The data file
# ---------------------------------------------------------------------------------------------------

HEADER = '''"""Facts about torch {version}.  Generated by tools/record_torch.py: do not edit.

Texts of one record a line, which the loader splits at the first question; a space continues a line.
NAMESPACES: namespaces recorded completely.
FUNCTIONS: `namespace: facts = names`; METHODS, ATTRIBUTES: `facts = names`.
Facts are: kind, dtype class, what becomes of a Parameter (`-`: not known), flags.
NEUTRAL: arguments no value of which changes the dtype class of a result, in any function that isn't `first`.
DTYPES: `dtype class namespace = names`.
SHAPES: `name calls`, a call being `positional+keyword=kind/kind`; `2@`: the last is a number, `2%`: a tensor.
MODULES: `path|parameters|buffers|submodules|optional|name:flags it needs|flag=default|words|arguments`.
CLASSES: `kind namespace = names`.  ALIASES: `namespace>canonical namespace = names`.
"""
'''


def wrapped(head: str, names: Iterable[str]) -> str:
    """The record of one head and its names."""
    return folded(f"{head} = {' '.join(sorted(names))}")


def folded(line: str) -> str:
    """A long record on several lines."""
    return "\n".join(textwrap.wrap(line, 108, subsequent_indent=" ", break_long_words=False,
                                   break_on_hyphens=False))


def grouped(facts: dict[str, Facts], with_namespace: bool) -> str:
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for dotted, fact in facts.items():
        namespace, _, name = dotted.rpartition(".")
        groups[f"{namespace}: {fact.words()}" if with_namespace else fact.words()].append(name)
    return "\n".join(wrapped(head, names) for head, names in sorted(groups.items()))


def grouped_paths(pairs: Iterable[tuple[str, str]]) -> str:
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for head, name in pairs:
        groups[head].append(name)
    return "\n".join(wrapped(head, dict.fromkeys(names)) for head, names in sorted(groups.items()))


def aliases_of(modules: list[str], classes: dict[type, list[str]], functions: dict[str, Facts]) -> str:
    """Other paths of what is recorded: `namespace>canonical namespace`, `name` or `name:canonical name`."""
    pairs = []
    for paths in classes.values():
        for other in paths[1:]:
            pairs.append(alias(other, paths[0]))
    canonical: dict[int, str] = {}
    for dotted in sorted(functions, key=better):
        namespace, _, name = dotted.rpartition(".")
        canonical.setdefault(id(getattr(importlib.import_module(namespace), name, None)), dotted)
    for module in modules:
        if module in CALLED + DECLARED:
            continue
        for name, value in vars(sys.modules[module]).items():
            public = callable(value) and not inspect.isclass(value) and not name.startswith("_")
            if public and id(value) in canonical:
                pairs.append(alias(f"{module}.{name}", canonical[id(value)]))
    return grouped_paths(pairs)


def alias(other: str, path: str) -> tuple[str, str]:
    (home, _, name), (target, _, real) = other.rpartition("."), path.rpartition(".")
    return f"{home}>{target}", name if name == real else f"{name}:{real}"


def record(report: list[str]) -> str:
    modules = walked_modules()
    classes = class_paths(modules)
    functions = record_functions(report)
    methods = record_methods(report)
    sections = {
        "NAMESPACES": "\n".join((*CALLED, *DECLARED, *ROOTS)),
        "FUNCTIONS": grouped(functions, True),
        "METHODS": grouped(methods, False),
        "ATTRIBUTES": grouped(record_attributes(), False),
        "NEUTRAL": folded(" ".join(neutral_names([*functions.values(), *methods.values()]))),
        "DTYPES": grouped_paths(dtype_pairs()),
        "SHAPES": "\n".join(map(folded, shape_lines(functions, methods))),
        "MODULES": "\n".join(map(folded, module_lines(classes, report))),
        "CLASSES": grouped_paths(class_pairs(classes, modules)),
        "ALIASES": aliases_of(modules, {c: p for c, p in classes.items()}, functions),
    }
    text = HEADER.format(version=torch.__version__.split("+")[0])
    text += f'TORCH = "{torch.__version__.split("+")[0]}"\n'
    return text + "".join(f'\n{name} = """\\\n{body}\n"""\n' for name, body in sections.items())


def neutral_names(facts: Iterable[Facts]) -> list[str]:
    """The arguments that leave the dtype alone in every function that has them."""
    found: dict[str, bool] = {}
    for name, same in (item for fact in facts for item in fact.neutral.items()):
        found[name] = found.get(name, True) and same
    return sorted(name for name, same in found.items() if same)


def dtype_pairs() -> Iterator[tuple[str, str]]:
    """What may be given as a dtype: `float` where its tensors may require grad, as complex ones may; `bool`, `int`."""
    for name, value in sorted(vars(torch).items()):
        if isinstance(value, torch.dtype) and (kind := class_of_dtype(value)):
            yield f"{kind} torch", name
    for name, value in sorted(vars(builtins).items()):
        if isinstance(value, type) and (kind := class_of_dtype(value)):
            yield f"{kind} builtins", name


def class_of_dtype(dtype: Any) -> str | None:
    """The dtype class of the tensors that `dtype=` makes; None where it makes none."""
    try:
        tensor = torch.empty(2, dtype=dtype)
    except (TypeError, RuntimeError):
        return None
    try:
        tensor.requires_grad_()
    except RuntimeError:
        return "bool" if tensor.dtype is torch.bool else "int"
    return "float"


def shape_lines(functions: dict[str, Facts], methods: dict[str, Facts]) -> Iterator[str]:
    named = {f"torch.Tensor.{name}": facts for name, facts in methods.items()}
    for dotted, facts in sorted({**functions, **named}.items()):
        if facts.shapes:
            yield f"{dotted} " + " ".join(f"{shape}={kind}" for shape, kind in sorted(facts.shapes.items()))


def module_lines(classes: dict[type, list[str]], report: list[str]) -> Iterator[str]:
    for cls, paths in sorted(classes.items(), key=lambda item: item[1][0]):
        if issubclass(cls, nn.Module):
            facts = module_facts(cls, paths[0])
            if not facts.known:
                report.append(f"not constructed {paths[0]}{facts.arguments}")
            if facts.known or not cls.__name__.startswith("_"):
                yield facts.line()


def class_pairs(classes: dict[type, list[str]], modules: list[str]) -> Iterator[tuple[str, str]]:
    for cls, paths in classes.items():
        namespace, _, name = paths[0].rpartition(".")
        if kind := class_kind(cls):
            yield f"{kind} {namespace}", name
    for dotted in plain_constants(modules):
        namespace, _, name = dotted.rpartition(".")
        yield f"plain {namespace}", name


# ---------------------------------------------------------------------------------------------------
# The names of a Module
# ---------------------------------------------------------------------------------------------------

NAMES_HEADER = '''"""The names that Modules of torch {version} have of themselves.  Generated by {tool}: do not edit."""
'''


def module_names() -> str:
    """The file of what a bare nn.Module has by name, and of the keys that its containers refuse."""
    module = nn.Module()
    every = set(dir(module))
    methods = {name for name in every if callable(getattr(module, name))}
    text = NAMES_HEADER.format(version=torch.__version__.split("+")[0], tool="tools/record_torch.py")
    text += assigned("MODULE_METHODS", methods, "The callables that a bare nn.Module instance has.")
    text += assigned("SET_BY_INIT", set(vars(module)), "What nn.Module.__init__ sets.")
    text += assigned("ON_THE_CLASS", every - methods - set(vars(module)), "The data of the class.")
    text += "MODULE_ATTRIBUTES = SET_BY_INIT | ON_THE_CLASS\n"
    text += "RESERVED = MODULE_METHODS | MODULE_ATTRIBUTES\n"
    text += '"""All names that a bare nn.Module instance has."""\n'
    text += "TAKEN_KEYS = {\n"
    for container in (nn.ModuleDict, nn.ParameterDict, nn.Sequential):
        text += f'    "{container.__name__}": RESERVED | {quoted(set(dir(container())) - every)},\n'
    text += '}\n"""The keys that a container refuses, or that would hide something of its own."""\n'
    return text + assigned("TENSOR_ONLY", tensor_only(), "The methods of tensors, of more than one word, that no "
                           "class of torch, numpy,\nsympy and Python has, those of other tensors aside.")


OTHERS = ("argparse array asyncio collections concurrent.futures configparser csv dataclasses datetime decimal email "
          "fractions io json logging multiprocessing numpy pathlib queue random re socket sqlite3 statistics "
          "subprocess sympy sympy.geometry sympy.physics.quantum sympy.stats sympy.vector tempfile threading "
          "torch.distributions types uuid").split()


def tensor_only() -> set[str]:
    """The names of Tensor's methods that are nobody else's; what stands for a tensor has most of them, and is one.

    A single word may be a method of anything, and what works in place gives nothing new.
    """
    for name in OTHERS:
        importlib.import_module(name)
    names = {name for name in dir(torch.Tensor) if name[0] != "_" and callable(getattr(torch.Tensor, name))}
    every, todo = {object}, [object]
    while todo:
        new = set(type.__subclasses__(todo.pop())) - every
        every |= new
        todo += new
    shared = [names.intersection(dir(cls)) for cls in every]
    own = names.difference(*(found for found in shared if len(found) < len(names) / 3))
    return {name for name in own if "_" in name and name[-1] != "_"}


def assigned(name: str, words: Iterable[str], doc: str) -> str:
    return f'{name} = {quoted(words)}\n"""{doc}"""\n'


def quoted(words: Iterable[str]) -> str:
    """A set of words as Python."""
    text = textwrap.fill(" ".join(sorted(words)), 110, break_long_words=False, break_on_hyphens=False)
    return f'frozenset("""\n{text}\n""".split())'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", action="store_true", help="print what is unknown or contradictory")
    parser.add_argument("--names", action="store_true", help="write reserved.py only")
    options = parser.parse_args()
    with open(NAMES, "w", encoding="utf-8") as stream:
        stream.write(module_names())
    if options.names:
        return
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    report: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        text = record(report)
        os.chdir("/")
    with open(FACTS, "w", encoding="utf-8") as stream:
        stream.write(text)
    if options.report:
        print("\n".join(report))


if __name__ == "__main__":
    main()
