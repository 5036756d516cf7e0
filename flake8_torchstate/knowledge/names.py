"""Names of torch and of the standard library that the interpreter and the screen both know."""
from __future__ import annotations

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
TENSOR_CLASSES = frozenset({
    "torch.Tensor", "torch.FloatTensor", "torch.LongTensor", "torch.DoubleTensor", "torch.IntTensor",
    "torch.BoolTensor", "torch.HalfTensor", "torch.ByteTensor", "torch.autograd.Variable", "torch._tensor.Tensor"})
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
    "math numpy os sys re json time random logging warnings operator string datetime inspect".split())
OWN_MODULE_METHODS = frozenset(
    "to cuda cpu float double half bfloat16 type eval train apply requires_grad_ share_memory to_empty xpu ipu".split())
LISTINGS = frozenset(
    "named_parameters named_buffers parameters buffers modules named_modules children named_children "
    "state_dict".split())
REGISTRARS = frozenset({"register_buffer", "register_parameter", "add_module", "register_module"})
FORWARD = ("forward", "__call__")
MISSPELT = frozenset(
    "_init_ __init_ _init__ __int__ __inti__ __init init__ __ini__ _int_ __intit__ __initi__ ___init__ "
    "__init___".split())
TRANSPARENT = ("torch.", "functools.lru_cache", "functools.cache", "functools.wraps", "abc.", "typing.",
               "typing_extensions.", "builtins.")
NO_GRAD = frozenset({
    "torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.autograd.inference_mode"})
NUMBERS = frozenset(f"builtins.{n}" for n in ("int", "float", "bool", "str", "complex", "bytes"))
ARRAYS = frozenset({"numpy.ndarray", "numpy.array"})
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
