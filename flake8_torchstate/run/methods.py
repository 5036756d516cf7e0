"""The methods of a class that its construction doesn't run: which of them could hold a mistake at all."""
from __future__ import annotations

import functools

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.knowledge.names import PARAMETER_CLASSES, REGISTRARS
from flake8_torchstate.code.scopes import FunctionInfo


class Look:
    """A look at methods outside of construction: which of them could hold a mistake at all."""

    def __init__(self, info: ClassInfo, registered: set[str], everything: bool) -> None:
        self._info = info
        self._registered = registered
        self._everything = everything

    @functools.cached_property
    def any_makes(self) -> bool:
        """Whether any method of the family constructs a layer or Parameter."""
        return self._everything or any(self.makes(m) for cls in self._info.family for m in (
            *cls.methods.values(), *(p.getter for p in cls.properties.values() if p.getter)) if m.name != "__init__")

    def makes(self, method: FunctionInfo) -> bool:
        """Whether a method constructs a layer or a Parameter."""
        return self._everything or makes(method)

    def changes_names(self, method: FunctionInfo) -> bool:
        """Whether a method assigns what is registered, registers, or sets attributes of a child."""
        outline = method.outline
        if self._everything or outline.on_child or self._registered & outline.stored or self.makes(method):
            return True
        return bool({"setattr", *REGISTRARS} & outline.called)


def makes(method: FunctionInfo) -> bool:
    """Whether a method constructs a layer or a Parameter."""
    return any(is_maker(method, name) for name in method.outline.callees)


def is_maker(method: FunctionInfo, name: str) -> bool:
    """Whether a name, as a method's text calls it, makes a layer or a Parameter."""
    if not name.rpartition(".")[2][:1].isupper():
        return False
    found = method.body_scope.resolve_text(name)
    if isinstance(found, ClassInfo):
        return found.counts_as_module
    if not isinstance(found, str) or not found.startswith("torch."):
        return False
    facts = knowledge.torch_module(found)
    return found in PARAMETER_CLASSES or (facts is not None and (not facts.stateless or facts.container is not None))
