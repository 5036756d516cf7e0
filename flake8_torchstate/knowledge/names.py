"""Names of torch and of the standard library that the interpreter and the screen both know."""
from __future__ import annotations

MODULE_TOOLS = (
    "torch.nn.utils.",
    "torch.jit.",
    "torch.fx.",
    "torch.ao.",
    "torch.func.",
    "torch.compiler.",
    "torch.hub.",
    "torch.optim.",
)
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
    "math numpy os sys re json time random logging warnings operator string datetime inspect".split()
)
OWN_MODULE_METHODS = frozenset(
    "to cuda cpu float double half bfloat16 type eval train apply requires_grad_ share_memory to_empty xpu ipu".split())
DICT_METHODS = frozenset("clear pop keys items values update".split())
"""Names of nn.ModuleDict's own; source: dir(nn.ModuleDict()) less dir(nn.Module())."""
SEQUENTIAL_METHODS = frozenset("append extend insert pop".split())
"""Names of nn.Sequential's own; source: dir(nn.Sequential()) less dir(nn.Module())."""
PARAMETER_DICT_METHODS = DICT_METHODS | {"copy", "fromkeys", "get", "popitem", "setdefault"}
"""Names of nn.ParameterDict's own; source: dir(nn.ParameterDict()) less dir(nn.Module())."""
LISTINGS = frozenset(
    "named_parameters named_buffers parameters buffers modules named_modules children named_children state_dict".split()
)
REGISTRARS = frozenset({"register_buffer", "register_parameter", "add_module", "register_module"})
FORWARD = ("forward", "__call__")
MISSPELT = frozenset(
    "_init_ __init_ _init__ __int__ __inti__ __init init__ __ini__ _int_ __intit__ __initi__ ___init__ "
    "__init___".split()
)
TRANSPARENT = ("torch.", "functools.lru_cache", "functools.cache", "functools.wraps", "abc.", "typing.",
               "typing_extensions.", "builtins.")
NO_GRAD = frozenset(
    {"torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.autograd.inference_mode"}
)
NUMBERS = frozenset(f"builtins.{n}" for n in ("int", "float", "bool", "str", "complex", "bytes"))
ARRAYS = frozenset({"numpy.ndarray", "numpy.array"})
WRAPPERS = frozenset({"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required"})
SHAPED = ("jaxtyping.", "torchtyping.")
SEQUENCES = {
    "list": "list",
    "List": "list",
    "Sequence": "list",
    "Iterable": "list",
    "Collection": "list",
    "MutableSequence": "list",
    "tuple": "tuple",
    "Tuple": "tuple",
    "set": "set",
    "Set": "set",
    "FrozenSet": "set",
    "deque": "deque",
    "Deque": "deque",
}
MAPPINGS = {"dict": "dict", "Dict": "dict", "Mapping": "dict", "MutableMapping": "dict", "OrderedDict": "OrderedDict",
            "DefaultDict": "defaultdict", "defaultdict": "defaultdict"}


def transparent(path: str) -> bool:
    """Whether a base outside of the tree passes `__init__` on."""
    return path.startswith(("builtins.", "abc.", "typing.", "typing_extensions.", "collections.abc.", "enum."))


INTEGER_TYPES = frozenset("int8 int16 int32 int64 uint8 uint16 uint32 uint64 short int long".split())
FLOAT_TYPES = frozenset("float16 float32 float64 bfloat16 half float double complex64 complex128 cfloat".split())
"""The names of torch's dtypes."""
TENSOR_TYPES = {
    "LongTensor": "long",
    "IntTensor": "int",
    "ShortTensor": "short",
    "ByteTensor": "uint8",
    "CharTensor": "int8",
    "BoolTensor": "bool",
    "FloatTensor": "float",
    "DoubleTensor": "double",
    "HalfTensor": "half",
    "BFloat16Tensor": "bfloat16",
}
INTEGER_CASTS = frozenset("long int short char byte bool".split())
FLOAT_CASTS = frozenset("float double half bfloat16 cfloat cdouble".split())
"""Methods of a tensor that change its dtype."""

MODULE_METHODS = frozenset(
    """
    __call__ __class__ __delattr__ __dir__ __eq__ __format__ __ge__ __getattr__ __getattribute__
    __getstate__ __gt__ __hash__ __init__ __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__
    __reduce_ex__ __repr__ __setattr__ __setstate__ __sizeof__ __str__ __subclasshook__ _apply _call_impl
    _get_backward_hooks _get_backward_pre_hooks _get_name _load_from_state_dict
    _maybe_warn_non_full_backward_hook _named_members _register_load_state_dict_pre_hook
    _register_state_dict_hook _replicate_for_data_parallel _save_to_state_dict _slow_forward
    _wrapped_call_impl add_module apply bfloat16 buffers children compile cpu cuda double eval extra_repr
    float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
    mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook
    register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook
    register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook
    requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train type xpu
    zero_grad
    """.split()
)
"""The callables that a bare nn.Module instance has. Source: `dir(nn.Module())` of torch 2.13."""

SET_BY_INIT = frozenset(
    """
    _backward_hooks _backward_pre_hooks _buffers _forward_hooks _forward_hooks_always_called
    _forward_hooks_with_kwargs _forward_pre_hooks _forward_pre_hooks_with_kwargs _is_full_backward_hook
    _load_state_dict_post_hooks _load_state_dict_pre_hooks _modules _non_persistent_buffers_set
    _parameters _state_dict_hooks _state_dict_pre_hooks training
    """.split()
)
ON_THE_CLASS = frozenset(
    """
    T_destination __annotations__ __dict__ __doc__ __module__ __weakref__ _compiled_call_impl _version
    call_super_init dump_patches
    """.split()
)
MODULE_ATTRIBUTES = SET_BY_INIT | ON_THE_CLASS
"""The rest of these names: what nn.Module.__init__ sets, and the class's data. From the same source."""

RESERVED = MODULE_METHODS | MODULE_ATTRIBUTES
"""All names that a bare nn.Module instance has. Source: `dir(nn.Module())` of torch 2.13."""
