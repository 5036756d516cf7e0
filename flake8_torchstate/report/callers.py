"""What the callers of a class give its constructor, as far as its own file shows, and those beside it."""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Optional

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.source import FunctionNode, parsed, statements
from flake8_torchstate.knowledge.names import PARAMETER_CLASSES
from flake8_torchstate.model.lost import LostItems, LostTensor
from flake8_torchstate.model.values import Parameter, Value
from flake8_torchstate.report.context import BY_NAME, FixContext, called_name, is_of_self

Member = Callable[[ClassInfo, str], Optional[Value]]
"""What an instance of a class certainly holds under a name."""


def is_given_parameters(context: FixContext, lost: LostTensor, member: Member) -> bool:
    """Whether a tensor is an argument for which each caller in the file gives a Parameter: that is registered."""
    given = given_to(context, lost)
    return bool(given) and all(is_parameter(context, node, member) for node in given)


def is_given_registered(context: FixContext, lost: LostItems) -> bool:
    """Whether some caller gives one of PyTorch's containers of modules for the argument that modules are kept in."""
    return any(isinstance(node, ast.Call) and called_name(node) in ("ModuleList", "ModuleDict", "Sequential")
               for node in given_to(context, lost, calls_beside(context)))


def calls_beside(context: FixContext) -> Iterator[ast.Call]:
    """The calls of the class, by its name, in the files beside its own that mention both."""
    for text in context.beside:
        tree = parsed(text)
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call) and (
            called_name(node) == context.cls.name)) if tree is not None else ()


def given_to(context: FixContext, lost: LostTensor | LostItems, beside: Iterable[ast.Call] = ()) -> list[ast.expr]:
    """What the callers in the file, and further ones, give for the argument that is lost; nothing where it's none, or
    others may.
    """
    function = lost.site.function
    if function is None or function.name != "__init__" or function.owner is not context.cls or not isinstance(
            lost.expression, ast.Name) or any("__init__" in cls.methods for cls in context.subclasses):
        return []
    return list(arguments(context, context.cls, function.node, lost.expression.id, beside))


def arguments(context: FixContext, cls: ClassInfo, constructor: FunctionNode, name: str,
              beside: Iterable[ast.Call] = (), depth: int = 3) -> Iterator[ast.expr]:
    """What the calls of a class give an argument of its constructor: of another constructor's, what that is given."""
    names = [argument.arg for argument in (*constructor.args.posonlyargs, *constructor.args.args)][1:]
    place = names.index(name) if name in names else len(names)
    own = [node for node in context.nodes if isinstance(node, ast.Call) and (
        cls.scope.resolve(node.func) is cls or is_own_class(node.func) and class_at(context, node) is cls)]
    for call in (*own, *beside):
        for given in (*call.args[place:place + 1], *(k.value for k in call.keywords if k.arg in (name, None))):
            outer = argument_of(context, given)
            yield from arguments(context, *outer, depth=depth - 1) if outer is not None and depth else [given]


def is_own_class(node: ast.expr) -> bool:
    """Whether a node is how a class's methods speak of the class that they are called on."""
    return isinstance(node, ast.Name) and node.id == "cls" or is_of_self(node) and node.attr == "__class__"


def argument_of(context: FixContext, node: ast.expr) -> tuple[ClassInfo, FunctionNode, str] | None:
    """The class, its constructor and the name of its argument that an expression is."""
    cls, function = class_at(context, node), context.function_of(node)
    if cls is None or function is None or function.name != "__init__" or not isinstance(node, ast.Name):
        return None
    own = (a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs))
    return (cls, function, node.id) if node.id in own else None


def class_at(context: FixContext, node: ast.AST) -> ClassInfo | None:
    """The class of the file whose code a node is."""
    around = context.class_of(node)
    return next((cls for cls in context.classes if around is not None and cls.node.lineno == around.lineno), None)


def sets_attributes(context: FixContext) -> bool:
    """Whether code of the file sets attributes of what it has made of the class by their names."""
    made = {target.id for node in context.nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            and context.cls.scope.resolve(node.value.func) is context.cls
            for target in node.targets if isinstance(target, ast.Name)}
    calls = (node for node in context.nodes if isinstance(node, ast.Call)) if made else ()
    return any(called_name(call) in BY_NAME and isinstance(on, ast.Name) and on.id in made for call in calls
               for on in (*call.args[:1], getattr(call.func, "value", None)))


def is_parameter(context: FixContext, node: ast.expr, member: Member) -> bool:
    """Whether an expression certainly gives a Parameter: it makes one, or reads what a class of the file registers."""
    if isinstance(node, ast.Call):
        return context.cls.scope.resolve(node.func) in PARAMETER_CLASSES
    if isinstance(node, ast.Name):
        function = context.function_of(node)
        body = function.body if function is not None else []
        made = [each.value for each in statements(body) if isinstance(each, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == node.id for target in each.targets)]
        return bool(made) and all(isinstance(each, ast.Call) and is_parameter(context, each, member) for each in made)
    if isinstance(node, ast.Attribute) and not is_of_self(node):
        return node.attr in knowledge.torch_parameter_names()  # of a layer, which is what has tensors by these names
    owner = class_at(context, node)
    return is_of_self(node) and owner is not None and isinstance(member(owner, owner.private(node.attr)), Parameter)
