"""Names of torch and of the standard library that the interpreter and the screen both know."""
from __future__ import annotations

from flake8_torchstate.knowledge.reserved import TENSOR_ONLY

MODULE_TOOLS = (
    "torch.nn.utils.", "torch.jit.", "torch.fx.", "torch.ao.", "torch.func.", "torch.compiler.", "torch.hub.",
    "torch.optim.")
"""Namespaces of functions that take and give modules: what is no tensor there isn't plain data either."""
PARAMETER_CLASSES = frozenset({
    "torch.nn.Parameter", "torch.nn.parameter.Parameter", "torch.nn.UninitializedParameter",
    "torch.nn.parameter.UninitializedParameter"})
BUFFER_CLASSES = frozenset({
    "torch.nn.Buffer", "torch.nn.parameter.Buffer", "torch.nn.UninitializedBuffer",
    "torch.nn.parameter.UninitializedBuffer"})
TENSOR_CLASSES = frozenset({"torch.Tensor", "torch.autograd.Variable", "torch._tensor.Tensor"}) | {
    f"{home}.{kind}Tensor" for home in ("torch", "torch.cuda", "torch.sparse")
    for kind in "Float Long Double Int Bool Half Byte".split()}
DICTS = frozenset({"dict", "OrderedDict", "defaultdict", "Counter"})
COLLECTIONS = {
    "collections.OrderedDict": "OrderedDict", "collections.defaultdict": "defaultdict", "collections.deque": "deque",
    "collections.Counter": "Counter", "builtins.list": "list", "builtins.tuple": "tuple", "builtins.set": "set",
    "builtins.frozenset": "set", "builtins.dict": "dict", "typing.OrderedDict": "OrderedDict",
    "builtins.sorted": "list", "builtins.reversed": "generator", "builtins.iter": "generator",
    "itertools.chain": "generator", "builtins.filter": "generator"}
PLAIN_BUILTINS = frozenset(
    "len int float str bool abs round repr hash ord chr hex bin oct format print any all isinstance issubclass "
    "callable id divmod pow bytes complex input open ascii".split())
PLAIN_PACKAGES = frozenset(
    "math numpy scipy os sys re json time random logging warnings operator string datetime inspect".split())
ENDS = frozenset("builtins.exit builtins.quit sys.exit os._exit os.abort".split())
PASSING = frozenset({
    "math.prod", *(f"operator.{name}" for name in (
        "abs add eq floordiv ge getitem gt iadd ifloordiv imatmul imod imul ipow isub itruediv le lt matmul mod mul ne "
        "neg pos pow sub truediv").split()),
    *(f"random.{name}" for name in (
        "betavariate choice choices expovariate gammavariate gauss normalvariate paretovariate sample triangular "
        "uniform vonmisesvariate weibullvariate").split()),
    *(f"numpy.{name}" for name in (
        "abs absolute acos acosh add arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin "
        "argpartition argsort argwhere around array_split asin asinh atan atan2 atanh cbrt ceil clip compress conj "
        "conjugate copysign cos cosh cumprod cumsum deg2rad degrees delete diagflat diff divide divmod ediff1d "
        "equal exp exp2 expm1 fabs fix flip float_power floor floor_divide fmax fmin fmod frexp greater "
        "greater_equal heaviside hsplit hypot insert isfinite isinf isnan isneginf isposinf ldexp less less_equal "
        "linspace log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor "
        "logspace matmul matvec maximum minimum mod modf multiply negative nextafter nonzero not_equal "
        "permute_dims positive pow power ptp rad2deg radians real reciprocal remainder repeat reshape rint "
        "rollaxis round searchsorted sign signbit sin sinh spacing split sqrt square squeeze subtract take tan "
        "tanh transpose trim_zeros true_divide trunc vecdot vsplit linalg.eig linalg.eigh linalg.matmul "
        "linalg.pinv linalg.qr linalg.svd linalg.vecdot").split())})
"""Functions of these packages that give tensors where they get tensors (each of them was called with some)."""
PASSING_BUILTINS = frozenset("abs round pow divmod".split())
"""Built-in functions that ask the operand's own class what they give."""
OWN_MODULE_METHODS = frozenset(
    "to cuda cpu float double half bfloat16 type eval train apply requires_grad_ share_memory to_empty xpu ipu".split())
LISTINGS = frozenset(
    "named_parameters named_buffers parameters buffers modules named_modules children named_children "
    "state_dict".split())
REGISTRARS = frozenset({"register_buffer", "register_parameter", "add_module", "register_module"})
SAVERS = ("state_dict", "get_extra_state", "_save_to_state_dict")
FORWARD = ("forward", "__call__")
MISSPELT = frozenset(
    "_init_ __init_ _init__ __int__ __inti__ __init init__ __ini__ _int_ __intit__ __initi__ ___init__ "
    "__init___".split())
TRANSPARENT = ("torch.", "functools.lru_cache", "functools.cache", "functools.wraps", "abc.", "typing.",
               "typing_extensions.", "builtins.")
NO_GRAD = frozenset({
    "torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.autograd.inference_mode"})
TENSORS_OWN = TENSOR_ONLY | {"unsqueeze", "view", "requires_grad_"}
"""What has a method of these names is a tensor; an array has a `view` too, but of other arguments than numbers, and a
module a `requires_grad_`, but no `detach` before it.
"""
NUMBERS = frozenset(f"builtins.{n}" for n in ("int", "float", "bool", "str", "complex", "bytes"))
ARRAYS = frozenset({"numpy.ndarray", "numpy.array"})
MAKERS = frozenset({"Callable", "Type", "type"})
WRAPPERS = frozenset({"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required"})
SHAPED = ("jaxtyping.", "torchtyping.")
SEQUENCES = {
    "list": "list", "List": "list", "Sequence": "list", "Iterable": "list", "Collection": "list",
    "MutableSequence": "list", "tuple": "tuple", "Tuple": "tuple", "set": "set", "Set": "set", "FrozenSet": "set",
    "deque": "deque", "Deque": "deque"}
MAPPINGS = {"dict": "dict", "Dict": "dict", "Mapping": "dict", "MutableMapping": "dict", "OrderedDict": "OrderedDict",
            "DefaultDict": "defaultdict", "defaultdict": "defaultdict"}


def transparent(path: str) -> bool:
    """Whether a base outside of the tree passes `__init__` on."""
    return path.startswith(("builtins.", "abc.", "typing.", "typing_extensions.", "collections.abc.", "enum."))


READERS = frozenset(
    "parameters named_parameters buffers named_buffers children named_children modules named_modules state_dict apply "
    "get_parameter get_buffer get_submodule".split())
"""Methods of nn.Module that come to all that is registered."""
