"""What the knowledge package says about torch, for facts that were checked by running torch."""
from __future__ import annotations

import subprocess
import sys

import pytest

from flake8_torchstate import knowledge
from flake8_torchstate.knowledge import Dtype, Grad, Returns, reserved

RETURNS = {
    "torch.zeros": Returns.TENSOR,
    "torch.tensor": Returns.TENSOR,
    "torch.as_tensor": Returns.TENSOR,
    "torch.from_numpy": Returns.TENSOR,
    "torch.einsum": Returns.TENSOR,
    "torch.normal": Returns.TENSOR,
    "torch.full": Returns.TENSOR,
    "torch.stack": Returns.TENSOR,
    "torch.cat": Returns.TENSOR,
    "torch.matmul": Returns.TENSOR,
    "torch.triu": Returns.TENSOR,
    "torch.hann_window": Returns.TENSOR,
    "torch.signal.windows.hann": Returns.TENSOR,
    "torch.fft.fftfreq": Returns.TENSOR,
    "torch.linalg.inv": Returns.TENSOR,
    "torch.special.erf": Returns.TENSOR,
    "torch.nn.functional.relu": Returns.TENSOR,
    "torch.nn.functional.tanh": Returns.TENSOR,
    "torch.nn.functional.interpolate": Returns.TENSOR,
    "torch.nn.functional.one_hot": Returns.TENSOR,
    "torch.nn.functional.cross_entropy": Returns.TENSOR,
    "torch.FloatTensor": Returns.TENSOR,
    "torch.cuda.LongTensor": Returns.TENSOR,
    "torch.autograd.Variable": Returns.TENSOR,
    "torch.nn.Parameter": Returns.TENSOR,
    "torch.nn.utils.parameters_to_vector": Returns.TENSOR,
    "torch.meshgrid": Returns.TENSORS,
    "torch.split": Returns.TENSORS,
    "torch.chunk": Returns.TENSORS,
    "torch.unbind": Returns.TENSORS,
    "torch.topk": Returns.TENSORS,
    "torch.sort": Returns.TENSORS,
    "torch.broadcast_tensors": Returns.TENSORS,
    "torch.linalg.svd": Returns.TENSORS,
    "torch.linalg.eigh": Returns.TENSORS,
    "torch.autograd.grad": Returns.TENSORS,
    "torch.nn.functional.multi_head_attention_forward": Returns.TENSORS,
    "torch.nn.utils.rnn.pack_padded_sequence": Returns.TENSORS,
    "torch.nn.utils.fuse_conv_bn_weights": Returns.TENSORS,
    "torch.nn.init.normal_": Returns.ARGUMENT,
    "torch.nn.init.kaiming_uniform_": Returns.ARGUMENT,
    "torch.nn.init.zeros_": Returns.ARGUMENT,
    "torch.relu_": Returns.ARGUMENT,
    "torch.nn.functional.relu_": Returns.ARGUMENT,
    "torch.nn.utils.weight_norm": Returns.ARGUMENT,
    "torch.nn.utils.spectral_norm": Returns.ARGUMENT,
    "torch.nn.utils.remove_weight_norm": Returns.ARGUMENT,
    "torch.nn.utils.parametrizations.weight_norm": Returns.ARGUMENT,
    "torch.nn.utils.parametrizations.orthogonal": Returns.ARGUMENT,
    "torch.nn.utils.parametrize.register_parametrization": Returns.ARGUMENT,
    "torch.nn.utils.prune.l1_unstructured": Returns.ARGUMENT,
    "torch.is_tensor": Returns.OTHER,
    "torch.numel": Returns.OTHER,
    "torch.broadcast_shapes": Returns.OTHER,
    "torch.get_default_dtype": Returns.OTHER,
    "torch.allclose": Returns.OTHER,
    "torch.is_floating_point": Returns.OTHER,
    "torch.manual_seed": Returns.OTHER,
    "torch.result_type": Returns.OTHER,
    "torch.save": Returns.OTHER,
    "torch.cuda.is_available": Returns.OTHER,
    "torch.cuda.current_device": Returns.OTHER,
    "torch.distributed.get_rank": Returns.OTHER,
    "torch.nn.init.calculate_gain": Returns.OTHER,
    "torch.nn.utils.vector_to_parameters": Returns.OTHER,
    "torch.func.vmap": Returns.OTHER,
    "torch.max": Returns.MIXED,
    "torch.where": Returns.MIXED,
    "torch.unique": Returns.MIXED,
    "torch.nn.functional.max_pool2d": Returns.MIXED,
    "torch.compile": Returns.MIXED,
    "torch.jit.script": Returns.MIXED,
    "torch.load": Returns.MIXED,
    "torch.func.functional_call": Returns.MIXED,
    "torch.nn.utils.fuse_conv_bn_eval": Returns.MIXED,
}


@pytest.mark.parametrize("dotted", RETURNS)
def test_what_functions_return(dotted: str) -> None:
    facts = knowledge.function(dotted)
    assert facts is not None
    assert facts.returns is RETURNS[dotted]


METHODS = {
    "view": Returns.TENSOR,
    "clone": Returns.TENSOR,
    "to": Returns.TENSOR,
    "where": Returns.TENSOR,
    "chunk": Returns.TENSORS,
    "topk": Returns.TENSORS,
    "unbind": Returns.TENSORS,
    "mul_": Returns.ARGUMENT,
    "normal_": Returns.ARGUMENT,
    "requires_grad_": Returns.ARGUMENT,
    "share_memory_": Returns.ARGUMENT,
    "item": Returns.OTHER,
    "tolist": Returns.OTHER,
    "size": Returns.OTHER,
    "dim": Returns.OTHER,
    "numpy": Returns.OTHER,
    "register_hook": Returns.OTHER,
    "backward": Returns.OTHER,
    "max": Returns.MIXED,
    "type": Returns.MIXED,
}


@pytest.mark.parametrize("name", METHODS)
def test_what_methods_return(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None
    assert facts.returns is METHODS[name]


ATTRIBUTES = {
    "T": Returns.TENSOR,
    "mT": Returns.TENSOR,
    "data": Returns.TENSOR,
    "real": Returns.TENSOR,
    "grad": Returns.MIXED,
    "shape": Returns.OTHER,
    "dtype": Returns.OTHER,
    "device": Returns.OTHER,
    "requires_grad": Returns.OTHER,
    "ndim": Returns.OTHER,
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_what_attributes_give(name: str) -> None:
    assert knowledge.attribute(name) is ATTRIBUTES[name]


def test_gradients_of_attributes() -> None:
    data, transposed = knowledge.attribute_facts("data"), knowledge.attribute_facts("T")
    assert data is not None and data.grad is Grad.DETACHED
    assert transposed is not None and transposed.grad is Grad.GRAD


CALLS = [
    ("torch.max", 1, "", Returns.TENSOR),
    ("torch.max", 1, "dim", Returns.TENSORS),
    ("torch.max", 2, "", Returns.MIXED),
    ("torch.where", 1, "", Returns.TENSORS),
    ("torch.where", 3, "", Returns.TENSOR),
    ("torch.unique", 1, "", Returns.TENSOR),
    ("torch.unique", 1, "sorted", Returns.TENSOR),
    ("torch.unique", 1, "return_counts", Returns.TENSORS),
    ("torch.nonzero", 1, "", Returns.TENSOR),
    ("torch.nn.functional.max_pool2d", 2, "", Returns.TENSOR),
    ("torch.nn.functional.max_pool2d", 2, "return_indices", Returns.MIXED),
    ("torch.Tensor.max", 0, "", Returns.TENSOR),
    ("torch.Tensor.max", 0, "dim", Returns.TENSORS),
    ("torch.Tensor.median", 1, "", Returns.TENSORS),
    ("torch.zeros", 7, "", Returns.TENSOR),
    ("torch.load", 1, "", Returns.MIXED),
]


@pytest.mark.parametrize("dotted, positional, keyword, expected", CALLS)
def test_what_one_call_returns(dotted: str, positional: int, keyword: str, expected: Returns) -> None:
    keywords = frozenset({keyword} - {""})
    assert knowledge.returns_of_call(dotted, positional, keywords) is expected


def test_the_kind_of_the_last_argument_decides() -> None:
    assert knowledge.returns_of_call("torch.max", 2, last_is_number=True) is Returns.TENSORS
    assert knowledge.returns_of_call("torch.max", 2, last_is_tensor=True) is Returns.TENSOR
    assert knowledge.returns_of_call("torch.Tensor.min", 1, last_is_number=True) is Returns.TENSORS
    assert knowledge.returns_of_call("torch.atleast_1d", 1, last_is_tensor=True) is Returns.TENSOR


def test_possible_returns() -> None:
    either = {Returns.TENSOR, Returns.TENSORS}
    assert knowledge.possible_returns("torch.max") == either
    assert knowledge.possible_returns("torch.where") == either
    assert knowledge.possible_returns("torch.zeros") == {Returns.TENSOR}
    assert knowledge.possible_returns("torch.load") == {Returns.MIXED}
    assert knowledge.possible_returns("torch.nothing") == frozenset()


DTYPES = {
    "torch.zeros": Dtype.FLOAT,
    "torch.linspace": Dtype.FLOAT,
    "torch.randn": Dtype.FLOAT,
    "torch.mean": Dtype.FLOAT,
    "torch.sqrt": Dtype.FLOAT,
    "torch.div": Dtype.FLOAT,
    "torch.nn.functional.softmax": Dtype.FLOAT,
    "torch.nn.functional.interpolate": Dtype.FLOAT,
    "torch.argmax": Dtype.INT,
    "torch.randint": Dtype.INT,
    "torch.randperm": Dtype.INT,
    "torch.tril_indices": Dtype.INT,
    "torch.bucketize": Dtype.INT,
    "torch.LongTensor": Dtype.INT,
    "torch.nn.functional.one_hot": Dtype.INT,
    "torch.eq": Dtype.BOOL,
    "torch.isnan": Dtype.BOOL,
    "torch.logical_not": Dtype.BOOL,
    "torch.BoolTensor": Dtype.BOOL,
    "torch.cat": Dtype.SAME,
    "torch.add": Dtype.SAME,
    "torch.sum": Dtype.SAME,
    "torch.triu": Dtype.SAME,
    "torch.outer": Dtype.SAME,
    "torch.zeros_like": Dtype.SAME,
    "torch.where": Dtype.SAME,
    "torch.nn.functional.pad": Dtype.SAME,
    "torch.tensor": Dtype.VALUE,
    "torch.arange": Dtype.VALUE,
    "torch.full": Dtype.VALUE,
    "torch.from_numpy": Dtype.VALUE,
    "torch.sort": None,
    "torch.fft.fft": Dtype.FLOAT,  # complex
}


@pytest.mark.parametrize("dotted", DTYPES)
def test_dtypes_of_functions(dotted: str) -> None:
    facts = knowledge.function(dotted)
    assert facts is not None
    assert facts.dtype is DTYPES[dotted]


METHOD_DTYPES = {
    "float": Dtype.FLOAT,
    "half": Dtype.FLOAT,
    "long": Dtype.INT,
    "int": Dtype.INT,
    "bool": Dtype.BOOL,
    "argsort": Dtype.INT,
    "view": Dtype.SAME,
    "cuda": Dtype.SAME,
    "new_zeros": Dtype.SAME,
    "ne": Dtype.BOOL,
}


@pytest.mark.parametrize("name", METHOD_DTYPES)
def test_dtypes_of_methods(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None
    assert facts.dtype is METHOD_DTYPES[name]


GRADS = {
    "torch.mul": Grad.GRAD,
    "torch.stack": Grad.GRAD,
    "torch.where": Grad.GRAD,
    "torch.einsum": Grad.GRAD,
    "torch.nn.functional.embedding": Grad.GRAD,
    "torch.nn.Parameter": Grad.GRAD,
    "torch.argmax": Grad.DETACHED,
    "torch.zeros_like": Grad.DETACHED,
    "torch.detach": Grad.DETACHED,
    "torch.zeros": Grad.DETACHED,
    "torch.nn.init.xavier_uniform_": Grad.SAME_OBJECT,
    "torch.nn.init.orthogonal": Grad.SAME_OBJECT,
    "torch.as_tensor": Grad.SAME_OBJECT,
}


@pytest.mark.parametrize("dotted", GRADS)
def test_what_becomes_of_a_parameter(dotted: str) -> None:
    facts = knowledge.function(dotted)
    assert facts is not None
    assert facts.grad is GRADS[dotted]


METHOD_GRADS = {
    "view": Grad.GRAD,
    "t": Grad.GRAD,
    "clone": Grad.GRAD,
    "to": Grad.GRAD,
    "cuda": Grad.GRAD,
    "float": Grad.GRAD,
    "detach": Grad.DETACHED,
    "long": Grad.DETACHED,
    "new_ones": Grad.DETACHED,
    "requires_grad_": Grad.SAME_OBJECT,
    "share_memory_": Grad.SAME_OBJECT,
    "detach_": Grad.SAME_OBJECT,
}


@pytest.mark.parametrize("name", METHOD_GRADS)
def test_what_a_method_makes_of_a_parameter(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None
    assert facts.grad is METHOD_GRADS[name]


@pytest.mark.parametrize("name", ["mul_", "add_", "fill_", "normal_", "uniform_", "zero_", "copy_", "t_"])
def test_in_place_methods_raise_on_a_leaf(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None and facts.raises_on_leaf


@pytest.mark.parametrize("name", ["requires_grad_", "share_memory_", "detach_", "mul", "clone", "to"])
def test_others_do_not_raise_on_a_leaf(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None and not facts.raises_on_leaf


@pytest.mark.parametrize("dotted", ["torch.nn.functional.relu", "torch.nn.functional.dropout",
                                    "torch.nn.init.ones_"])
def test_functions_that_do_not_raise_by_default(dotted: str) -> None:
    facts = knowledge.function(dotted)
    assert facts is not None and not facts.raises_on_leaf


@pytest.mark.parametrize("name", ["to", "cuda", "cpu", "float", "double", "half", "bfloat16", "long",
                                  "type_as", "contiguous"])
def test_methods_that_may_give_the_same_object_back(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None and facts.moves


@pytest.mark.parametrize("name", ["clone", "view", "detach", "t", "mul", "requires_grad_"])
def test_methods_that_do_not_move(name: str) -> None:
    facts = knowledge.method(name)
    assert facts is not None and not facts.moves


CONSTANTS = ["arange", "linspace", "zeros", "ones", "eye", "full", "tril_indices", "hann_window", "tensor"]
DRAWN = ["rand", "randn", "randint", "randperm", "normal", "empty"]


@pytest.mark.parametrize("name", CONSTANTS)
def test_factories_of_constants(name: str) -> None:
    facts = knowledge.function(f"torch.{name}")
    assert facts is not None
    assert facts.factory and facts.takes_device and not facts.random


@pytest.mark.parametrize("name", DRAWN)
def test_factories_whose_values_differ_at_each_call(name: str) -> None:
    facts = knowledge.function(f"torch.{name}")
    assert facts is not None
    assert facts.factory and facts.takes_device and facts.random


@pytest.mark.parametrize("name", ["zeros_like", "add", "stack", "clone", "bernoulli", "multinomial"])
def test_functions_that_need_a_tensor_are_no_factories(name: str) -> None:
    facts = knowledge.function(f"torch.{name}")
    assert facts is not None and not facts.factory


@pytest.mark.parametrize("dotted, drawn", [
    ("torch.bernoulli", True), ("torch.multinomial", True), ("torch.nn.init.kaiming_normal_", True),
    ("torch.nn.functional.dropout", True), ("torch.nn.functional.relu", False), ("torch.nn.init.eye_", False),
    ("torch.nn.init.zeros_", False), ("torch.signal.windows.exponential", False),
])
def test_randomness_of_others(dotted: str, drawn: bool) -> None:
    facts = knowledge.function(dotted)
    assert facts is not None and facts.random is drawn


def test_devices_of_others() -> None:
    array, like = knowledge.function("torch.from_numpy"), knowledge.function("torch.ones_like")
    assert array is not None and array.factory and not array.takes_device
    assert like is not None and like.takes_device


NAMES = {
    "torch.nn.Linear": ({"weight", "bias"}, set(), set(), {"bias"}),
    "torch.nn.Conv2d": ({"weight", "bias"}, set(), set(), {"bias"}),
    "torch.nn.Embedding": ({"weight"}, set(), set(), set()),
    "torch.nn.PReLU": ({"weight"}, set(), set(), set()),
    "torch.nn.RMSNorm": ({"weight"}, set(), set(), {"weight"}),
    "torch.nn.LayerNorm": ({"weight", "bias"}, set(), set(), {"weight", "bias"}),
    "torch.nn.RNNCell": (
        {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}, set(), set(), {"bias_ih", "bias_hh"}),
    "torch.nn.CrossEntropyLoss": (set(), {"weight"}, set(), {"weight"}),
    "torch.nn.BCEWithLogitsLoss": (set(), {"weight", "pos_weight"}, set(), {"weight", "pos_weight"}),
    "torch.nn.Transformer": (set(), set(), {"encoder", "decoder"}, set()),
    "torch.nn.AdaptiveLogSoftmaxWithLoss": (set(), set(), {"head", "tail"}, set()),
    "torch.nn.ReLU": (set(), set(), set(), set()),
}


@pytest.mark.parametrize("path", NAMES)
def test_names_that_modules_hold(path: str) -> None:
    module = knowledge.torch_module(path)
    assert module is not None and module.known
    parameters, buffers, submodules, optional = NAMES[path]
    assert module.parameters == parameters
    assert module.buffers == buffers
    assert module.submodules == submodules
    assert module.optional == optional


def test_names_of_batch_norm() -> None:
    module = knowledge.torch_module("torch.nn.BatchNorm1d")
    assert module is not None
    assert module.buffers == {"running_mean", "running_var", "num_batches_tracked"}
    assert module.parameters == {"weight", "bias"}
    assert module.optional == module.parameters | module.buffers


HELD = [
    ("BatchNorm2d", {}, {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}),
    ("BatchNorm2d", {"affine": False}, {"running_mean", "running_var", "num_batches_tracked"}),
    ("BatchNorm2d", {"affine": False, "track_running_stats": False}, set()),
    ("InstanceNorm2d", {}, set()),
    ("InstanceNorm2d", {"affine": True}, {"weight", "bias"}),
    ("LayerNorm", {}, {"weight", "bias"}),
    ("LayerNorm", {"bias": False}, {"weight"}),
    ("LayerNorm", {"elementwise_affine": False}, set()),
    ("Linear", {"bias": False}, {"weight"}),
    ("CrossEntropyLoss", {}, set()),
    ("CrossEntropyLoss", {"weight": True}, {"weight"}),
    ("MultiheadAttention", {}, {"in_proj_weight", "in_proj_bias", "out_proj"}),
    ("MultiheadAttention", {"kdim": True, "bias": False}, {"out_proj"}),
    ("LSTM", {}, {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"}),
    ("Dropout", {}, set()),
]


@pytest.mark.parametrize("name, given, expected", HELD)
def test_what_flags_make_a_module_hold(name: str, given: dict[str, bool], expected: set[str]) -> None:
    module = knowledge.torch_module(f"torch.nn.{name}")
    assert module is not None
    assert module.held(given) == expected


@pytest.mark.parametrize("name", ["ReLU", "Identity", "MaxPool2d", "Dropout", "Softmax", "Flatten", "MSELoss",
                                  "CrossEntropyLoss", "Upsample", "PixelShuffle", "NLLLoss2d", "Sigmoid"])
def test_stateless_modules(name: str) -> None:
    module = knowledge.torch_module(f"torch.nn.{name}")
    assert module is not None and module.stateless


@pytest.mark.parametrize("name", ["Linear", "PReLU", "BatchNorm2d", "InstanceNorm2d", "LSTM", "Transformer",
                                  "Sequential", "ModuleList", "Module", "LazyLinear", "DataParallel"])
def test_modules_with_state(name: str) -> None:
    module = knowledge.torch_module(f"torch.nn.{name}")
    assert module is not None and not module.stateless


@pytest.mark.parametrize("name, expected", [
    ("Dropout", True), ("AlphaDropout", True), ("BatchNorm1d", True), ("RReLU", True), ("LSTM", True),
    ("MultiheadAttention", True), ("TransformerEncoderLayer", True), ("Linear", False), ("ReLU", False),
    ("LayerNorm", False), ("GroupNorm", False),
])
def test_training_dependence(name: str, expected: bool) -> None:
    module = knowledge.torch_module(f"torch.nn.{name}")
    assert module is not None
    assert module.training_dependent is expected


@pytest.mark.parametrize("name", ["Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"])
def test_containers(name: str) -> None:
    module = knowledge.torch_module(f"torch.nn.{name}")
    assert module is not None
    assert module.container == name
    fused = knowledge.torch_module("torch.nn.intrinsic.ConvReLU2d")
    assert fused is not None and fused.container == "Sequential"


def test_constructor_arguments() -> None:
    module = knowledge.torch_module("torch.nn.Linear")
    assert module is not None and module.container is None
    assert module.arguments == ("in_features", "out_features", "bias", "device", "dtype")
    lstm = knowledge.torch_module("torch.nn.LSTM")
    assert lstm is not None and lstm.arguments[:4] == ("input_size", "hidden_size", "num_layers", "bias")


@pytest.mark.parametrize("alias, path", [
    ("torch.nn.modules.conv.Conv2d", "torch.nn.Conv2d"),
    ("torch.nn.modules.Linear", "torch.nn.Linear"),
    ("torch.nn.modules.activation.MultiheadAttention", "torch.nn.MultiheadAttention"),
    ("torch.ao.nn.quantized.Linear", "torch.nn.quantized.Linear"),
    ("torch.nn.Conv2d", "torch.nn.Conv2d"),
])
def test_module_aliases(alias: str, path: str) -> None:
    module = knowledge.torch_module(alias)
    assert module is not None and module.path == path
    assert module is knowledge.torch_module(path)


@pytest.mark.parametrize("alias, dotted", [
    ("torch.nn.parameter.Parameter", "torch.nn.Parameter"),
    ("torch.nn.parameter.Buffer", "torch.nn.Buffer"),
    ("torch.functional.einsum", "torch.einsum"),
    ("torch.nn.utils.clip_grad.clip_grad_norm_", "torch.nn.utils.clip_grad_norm_"),
    ("torch.signal.windows.windows.hann", "torch.signal.windows.hann"),
])
def test_function_aliases(alias: str, dotted: str) -> None:
    assert knowledge.canonical(alias) == dotted
    assert knowledge.function(alias) == knowledge.function(dotted) is not None


def test_methods_as_functions() -> None:
    assert knowledge.function("torch.Tensor.mul_") == knowledge.method("mul_")


@pytest.mark.parametrize("dotted", ["torch.distributions.Normal", "torch.distributions.normal.Normal",
                                    "torch.distributions.Distribution", "torch.distributions.LKJCholesky"])
def test_distributions(dotted: str) -> None:
    assert knowledge.is_distribution(dotted)
    assert not knowledge.is_plain_class(dotted)


@pytest.mark.parametrize("dotted, kind", [
    ("torch.distributions.transforms.ExpTransform", "transform"),
    ("torch.distributions.AffineTransform", "transform"),
    ("torch.distributions.constraints.greater_than", "constraint"),
    ("torch.distributions.constraints.positive", "plain"),
    ("torch.nn.Linear", None),
    ("torch.Tensor", None),
    ("torch.nn.Parameter", None),
    ("torch.nn.utils.rnn.PackedSequence", None),
])
def test_other_classes(dotted: str, kind: str | None) -> None:
    assert knowledge.class_kind(dotted) == kind
    assert not knowledge.is_distribution(dotted)


@pytest.mark.parametrize("name", ["Generator", "device", "dtype", "Size", "finfo", "float32", "long", "inf",
                                  "strided", "no_grad", "optim.Adam", "utils.data.DataLoader", "cuda.Stream",
                                  "autograd.Function", "cuda.amp.GradScaler"])
def test_plain_classes_and_constants(name: str) -> None:
    assert knowledge.is_plain_class(f"torch.{name}")


def test_unknown_names() -> None:
    assert knowledge.function("torch.nothing") is None
    assert knowledge.function("numpy.zeros") is None
    assert knowledge.method("nothing") is None
    assert knowledge.attribute("nothing") is None
    assert knowledge.torch_module("torch.nn.Nothing") is None
    assert knowledge.returns_of_call("torch.nothing", 0) is None
    assert not knowledge.is_distribution("torch.nothing")


def test_known_namespaces() -> None:
    assert knowledge.known_namespace("torch.nothing")
    assert knowledge.known_namespace("torch.nn.functional.nothing")
    assert knowledge.known_namespace("torch.nn.modules.conv.Nothing")
    assert not knowledge.known_namespace("torch.fx.nothing")
    assert not knowledge.known_namespace("numpy.nothing")


FOLLOW_THE_FIRST = (
    "torch.roll torch.gather torch.index_select torch.masked_fill torch.tril torch.flip torch.sum torch.cumsum "
    "torch.full_like torch.nn.functional.pad torch.Tensor.view torch.Tensor.repeat torch.Tensor.expand "
    "torch.Tensor.unsqueeze torch.Tensor.index_fill torch.Tensor.new_full torch.Tensor.scatter").split()
DEPEND_ON_ALL = (
    "torch.add torch.mul torch.where torch.clamp torch.pow torch.cat torch.maximum torch.remainder torch.einsum "
    "torch.Tensor.add torch.Tensor.bitwise_and torch.Tensor.type_as torch.Tensor.clamp").split()


@pytest.mark.parametrize("name", FOLLOW_THE_FIRST)
def test_the_first_tensor_decides_the_dtype(name: str) -> None:
    facts = knowledge.function(name)
    assert facts is not None and facts.dtype is Dtype.SAME and facts.first


@pytest.mark.parametrize("name", DEPEND_ON_ALL)
def test_all_operands_decide_the_dtype(name: str) -> None:
    facts = knowledge.function(name)
    assert facts is not None and facts.dtype is Dtype.SAME and not facts.first


@pytest.mark.parametrize("name, counts", [
    ("torch.sum", True), ("torch.prod", True), ("torch.cumsum", True), ("torch.Tensor.sum", True),
    ("torch.roll", False),    ("torch.logical_not", False), ("torch.add", False), ("torch.amax", False)])
def test_integers_out_of_bools(name: str, counts: bool) -> None:
    facts = knowledge.function(name)
    assert facts is not None and facts.counts is counts


def test_neutral_arguments() -> None:
    """`alpha=0.5` is refused for integers and changes no dtype; what is put out, filled in or compared with does."""
    neutral = knowledge.neutral_arguments()
    assert {"dim", "axis", "size", "device", "layout", "pin_memory", "requires_grad", "alpha"} <= neutral
    assert not neutral & {"dtype", "out", "other", "min", "max", "fill_value", "start", "end", "step", "exponent"}


@pytest.mark.parametrize("name, kind", [
    ("torch.float16", Dtype.FLOAT), ("torch.half", Dtype.FLOAT), ("torch.float8_e5m2", Dtype.FLOAT),
    ("torch.complex64", Dtype.FLOAT), ("torch.chalf", Dtype.FLOAT), ("torch.long", Dtype.INT),
    ("torch.uint16", Dtype.INT), ("torch.bool", Dtype.BOOL),
    ("builtins.float", Dtype.FLOAT), ("builtins.int", Dtype.INT), ("builtins.bool", Dtype.BOOL),
    ("torch.LongTensor", Dtype.INT), ("torch.cuda.BoolTensor", Dtype.BOOL), ("torch.HalfTensor", Dtype.FLOAT),
    ("builtins.str", None), ("numpy.float32", None), ("torch.strided", None), ("torch.nn.Parameter", None)])
def test_dtypes(name: str, kind: Dtype | None) -> None:
    assert knowledge.dtype_class(name) is kind


@pytest.mark.parametrize("name, kind", [
    ("long", Dtype.INT), ("int", Dtype.INT), ("short", Dtype.INT), ("char", Dtype.INT), ("byte", Dtype.INT),
    ("bool", Dtype.BOOL), ("float", Dtype.FLOAT), ("double", Dtype.FLOAT), ("half", Dtype.FLOAT),
    ("bfloat16", Dtype.FLOAT), ("cfloat", Dtype.FLOAT), ("cdouble", Dtype.FLOAT), ("chalf", Dtype.FLOAT)])
def test_casts(name: str, kind: Dtype) -> None:
    facts = knowledge.method(name)
    assert facts is not None and facts.dtype is kind and facts.moves


@pytest.mark.parametrize("container, key, taken", [
    ("ModuleDict", "items", True), ("ModuleDict", "training", True), ("ModuleDict", "append", False),
    ("Sequential", "append", True), ("Sequential", "forward", True), ("Sequential", "items", False),
    ("ParameterDict", "get", True), ("ParameterDict", "type", True), ("ParameterDict", "weight", False),
    # taken without a word, but train() and eval() raise TypeError from then on
    ("ParameterDict", "training", True)])
def test_taken_keys(container: str, key: str, taken: bool) -> None:
    assert (key in reserved.TAKEN_KEYS[container]) is taken


def test_import_is_lazy() -> None:
    code = ("import sys, flake8_torchstate.knowledge as knowledge\n"
            "loaded = {'torch', 'json', 'flake8_torchstate.knowledge.torch_facts'} & set(sys.modules)\n"
            "assert not loaded, loaded\n"
            "assert knowledge.function('torch.zeros')\n"
            "assert 'torch' not in sys.modules\n")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_record_can_be_read() -> None:
    for words in (*knowledge._function_words().values(), *knowledge._method_words().values(),
                  *knowledge._attribute_words().values()):
        assert knowledge._parsed(words)
    for path in knowledge._module_lines():
        module = knowledge.torch_module(path)
        assert module is not None
        assert module.optional <= module.parameters | module.buffers | module.submodules
    for target in knowledge._aliases().values():
        assert knowledge.canonical(target) == target
