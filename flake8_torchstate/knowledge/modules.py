"""Which classes outside of the source tree are nn.Modules, and how a class or a file shows that it deals with them.

This is all that `code/` asks of torch and of other libraries: the module as a whole is its `Knowledge`.
"""
from __future__ import annotations

import functools
import re
import sys

from flake8_torchstate import knowledge
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.library_packages import PACKAGES
from flake8_torchstate.knowledge.names import REGISTRARS

MODULE = "torch.nn.Module"
MOVERS = ("_apply", "to", "cuda", "cpu", "float", "double", "half", "bfloat16", "type", "xpu", "to_empty")
PROPERTIES = ("builtins.property", "functools.cached_property", "abc.abstractproperty")
REGISTRATIONS: tuple[str, ...] = ("register_buffer", "register_parameter", "add_module")
OTHER_FRAMEWORKS = frozenset(
    "flax mlx tinygrad haiku keras tensorflow tf_keras paddle mindspore oneflow jax equinox jittor".split())
NEVER_READ = frozenset({"torch", "numpy", "builtins", "typing", "typing_extensions"}) | sys.stdlib_module_names
WORDS = tuple(word.encode() for word in ("torch", *sorted(REGISTRARS)))
"""What stands in every file that makes an nn.Module of its own: only a search for files that are worth being parsed,
which may find too many."""


def canonical(path: str) -> str:
    """The short path of a torch.nn class, any other path as it is."""
    known = torch_class(path)
    return known.path if known else path


def torch_class(path: str) -> knowledge.TorchModule | None:
    """The facts of a torch.nn class by dotted name, or None."""
    return knowledge.torch_module(path) if path.startswith("torch.") else None


def is_module_path(path: str) -> bool:
    """Whether a dotted name is known to be nn.Module or a class that derives from it."""
    return canonical(path) == MODULE or libraries.is_module(path)


def ancestors(path: str) -> list[str]:
    """The MRO of a class outside of the tree, as far as it matters: itself, and nn.Module if it derives from that."""
    short = canonical(path)
    return [short, MODULE] if short != MODULE and is_module_path(path) else [short]


def is_transparent(path: str) -> bool:
    """Whether a base outside of the tree has no `__init__` or state of its own that matters here."""
    return path.startswith(("builtins.", "abc.", "typing.", "typing_extensions.", "collections.abc.", "enum.")) or (
        path.startswith("torch.nn.") and is_module_path(path))


def is_property(path: str) -> bool:
    """Whether a decorator makes a property."""
    return path in PROPERTIES or path.endswith(".cached_property")


def is_never_read(path: str) -> bool:
    """Whether what it names was recorded, or is of no interest: no file is looked for."""
    return path.partition(".")[0] in NEVER_READ


def provides(path: str) -> bool:
    """Whether a module that isn't read is known to have such a name."""
    if is_never_read(path):
        return knowledge.function(path) is not None or knowledge.torch_module(path) is not None
    return libraries.is_module(path)


def is_foreign(path: str) -> bool:
    """Whether a base is another framework's, which has Modules of its own."""
    return path.partition(".")[0] in OTHER_FRAMEWORKS


def makes_state(path: str) -> bool:
    """Whether a call makes a Parameter or a torch.nn layer."""
    return path.startswith("torch.nn.") and (path.endswith("Parameter") or knowledge.torch_module(path) is not None)


def says_modules(text: bytes) -> bool:
    """Whether a file's text has a word that stands where nn.Modules are made."""
    return any(word in text for word in WORDS) or library_imports().search(text) is not None


@functools.cache
def library_imports() -> re.Pattern[bytes]:
    """What imports one of the libraries that have Modules: found by its words, which may find too much."""
    names = b"|".join(sorted(name.encode() for name in PACKAGES))
    return re.compile(rb"^[ \t]*(?:from|import[\w \t.,]*?)[ \t,](?:" + names + rb")\b", re.MULTILINE)
