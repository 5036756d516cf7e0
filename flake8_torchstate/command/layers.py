"""What `show` asks of torch.nn's layers, from what is recorded of them, and of decorators."""
from __future__ import annotations

import ast

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.knowledge import TorchModule
from flake8_torchstate.model.values import Module
from flake8_torchstate.report.context import called_name


def holds_nothing(facts: TorchModule) -> bool:
    """Whether instances of a torch.nn class hold children alone, which hold nothing: FloatFunctional's observer."""
    own = facts.parameters | facts.buffers | (facts.submodules & set(facts.arguments))
    return facts.stateless and bool(facts.submodules) and not own


def hangs_on_unknown(value: Module, made: ast.expr | None) -> bool:
    """Whether a layer has parameters or none as a flag says that its call gives, and that isn't known there."""
    facts = value.torch
    if facts is None or not facts.known or facts.container is not None or not isinstance(made, ast.Call):
        return False
    if called_name(made) != facts.path.rpartition(".")[2]:
        return False
    given = {**dict(zip(facts.arguments, made.args)), **{k.arg: k.value for k in made.keywords if k.arg is not None}}
    tensors = facts.parameters | facts.buffers  # a flag of such a name that is off by default is a tensor
    flags = [name for name, usual in facts.flags if (usual or name not in tensors) and not isinstance(
        given.get(name, ast.Constant(None)), ast.Constant)]
    sides = [bool(facts.held(dict.fromkeys(flags, side))) for side in (True, False)]
    return bool(flags) and sides[0] is not sides[1]


def torch_trains(value: Module) -> bool | None:
    """Whether a new instance of a torch.nn class has parameters that require grad."""
    facts = value.torch
    if facts is None or not facts.known:
        return None
    held = value.held if value.held is not None else names_of(facts) - facts.optional
    if facts.parameters & held:
        return True
    if facts.submodules & held:
        return True  # a layer of torch that is made of layers: those of attention and of transformers
    return None if facts.parameters or facts.submodules else False


def names_of(facts: TorchModule | None) -> frozenset[str]:
    """The names that instances of a torch.nn class register."""
    return facts.parameters | facts.buffers | facts.submodules if facts is not None else frozenset()


def texts_in_decorators(cls: ClassInfo) -> set[object]:
    """The texts that decorators of a class's methods are given: what they set under such a name can't be told."""
    decorators = (d for c in cls.family for method in c.methods.values() for d in method.node.decorator_list)
    return {node.value for d in decorators for node in ast.walk(d) if isinstance(node, ast.Constant)}
