"""Whether a name of a class can be registered without breaking the class: what else writes it, and by what means.

Where something isn't known the answer is no.
"""
from __future__ import annotations

import ast
from dataclasses import dataclass

from flake8_torchstate.model import values
from flake8_torchstate.code.classes import MODULE, ClassInfo, canonical, functions_of, is_transparent
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.library_attributes import attribute_kinds
from flake8_torchstate.model.registry import Ground, Operation
from flake8_torchstate.model.events import Write
from flake8_torchstate.code.source import Source
from flake8_torchstate.model.values import Buffer, NoneValue, Tensor, Value
from flake8_torchstate.report.findings import Report
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.trees import NoFix

OWN_MECHANISM = frozenset(
    "__setattr__ __getattr__ __getattribute__ __delattr__ register_buffer register_parameter add_state".split())
WHOLE_STATE = frozenset("__dict__ vars _buffers buffers named_buffers _parameters".split())
CONSTRUCTED = {base: frozenset(names.split()) for base, names in (
    ("lightning.LightningModule", "trainer prepare_data_per_node allow_zero_length_dataloader_with_multiple_devices"),
    ("pytorch_lightning.LightningModule",
     "trainer prepare_data_per_node allow_zero_length_dataloader_with_multiple_devices"),
    ("transformers.PreTrainedModel",
     "config generation_config kernel_config loss_type name_or_path all_tied_weights_keys warnings_issued"),
    ("diffusers.ModelMixin", "config"),
    ("torch_geometric.nn.MessagePassing", "aggr aggr_module decomposed_layers flow fuse inspector node_dim"),
)}
"""What the constructors of bases that others derive from set under names without an underscore at their beginning.

Of other classes of libraries only the methods, properties and class attributes of a base are recorded.
"""
CONTAINERS = frozenset(f"torch.nn.{n}" for n in "Sequential ModuleList ModuleDict ParameterList ParameterDict".split())


@dataclass(frozen=True)
class Allowed:
    """What else may be assigned to a name beside the statement that is fixed; augmented: `self.x += ...` too."""

    kinds: tuple[type[Value], ...]
    augmented: bool


BUFFER = Allowed((Tensor, NoneValue, Buffer), augmented=True)
PARAMETER = Allowed((NoneValue,), augmented=False)


def ordinary(report: Report) -> bool:
    """Whether the class keeps its names as nn.Module does, and all of its bases are known."""
    cls = report.cls
    if not cls.is_module or cls.generates_init or cls.has_metaclass or (
            report.state.own_setattr or report.state.moves_all):
        return False
    if any(name.startswith("torch.jit") or name == "?" for name in cls.decorators):
        return False
    for member in cls.family:
        own = {*member.methods, *member.attributes, *member.properties}
        if OWN_MECHANISM & own or "__slots__" in member.attributes:
            return False
        for method in functions_of(member):
            outline = method.outline
            if WHOLE_STATE & (outline.mentioned | outline.called) or (
                    any(n.startswith("torch.jit") for n in method.decorators())):
                return False
    return True


def free(report: Report, name: str) -> bool:
    """Whether no class of the family has the name, and no base outside of it is known or suspected to."""
    if report.state.ground(name)[0] not in (Ground.NOTHING, Ground.ANNOTATION):
        return False
    for base in report.cls.mro:
        if base is None:
            return False
        if isinstance(base, ClassInfo):
            if is_constant(base, name):
                return False
        elif not is_free_of(base, name):
            return False
    return all(name not in {*cls.methods, *cls.properties, *cls.attributes, *cls.nested}
               and not report.context.stores(cls, name)
               for cls in report.context.subclasses)


def is_free_of(base: str, name: str) -> bool:
    """Whether a class outside of the tree leaves a name alone."""
    path = canonical(base)
    if path == MODULE or path in CONTAINERS:
        return True
    if path.startswith("torch."):
        return False  # what its constructor sets isn't recorded
    if libraries.is_module(path):
        family, known = libraries.base_of(path), libraries.names_of(path)
        if family is None or known is None or family not in CONSTRUCTED or not libraries.is_base(path):
            return False
        taken = known | CONSTRUCTED[family] | attribute_kinds(path).keys()
        return name not in taken and not name.startswith("_")
    return is_transparent(path)


def is_constant(cls: ClassInfo, name: str) -> bool:
    """Whether TorchScript is told that the name is a constant, or anything about it that can't be read."""
    kept = cls.attributes.get("__constants__")
    if kept is None:
        return False
    value = kept.node.value
    parts = value.elts if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else [value]
    return not all(isinstance(p, ast.Constant) and p.value != name for p in parts)


# --- what is written


def own_statement(report: Report, site: Site) -> ast.stmt:
    """The statement at a site, in a function of the class itself."""
    if site.owner is not report.cls or site.function is None or site.file is not report.cls.source:
        raise NoFix("it stands in other code")
    found = report.context.statements.get(site.position())
    if found is None:
        raise NoFix("no statement begins there")
    return found


def given_by(report: Report, name: str, statement: ast.stmt) -> list[Value]:
    """What a statement may give a name."""
    here = report.context.start(statement)
    return [option.value for write in writes_of(report, name) if write.site.file is report.cls.source
            and write.site.position() == here for option in values.options(write.value)]


def writes_of(report: Report, name: str) -> list[Write]:
    """The operations on a name that ran, in construction and in the methods that were looked at."""
    return [write for write in report.state.written if write.name == name]


def keeps_kind(report: Report, name: str, here: ast.stmt, allowed: Allowed) -> bool:
    """Whether all that is assigned to a name elsewhere is of a kind that the registered name takes."""
    state = report.state
    if any(values.constant(key) is None and may_match(key, name) for key, _ in state.patterns):
        return False
    lines: set[tuple[Source, int]] = {(report.cls.source, line) for line in named_otherwise(report, name)}
    for write in writes_of(report, name):
        line = write.site.position()[0]
        source = write.site.file
        lines.add((source, line))
        if source is report.cls.source and line == here.lineno:
            continue
        if write.operation not in (Operation.ASSIGN, Operation.REGISTER_BUFFER):
            return False
        if not all(isinstance(option.value, allowed.kinds) for option in values.options(write.value)):
            return False
    loose = set(loose_setters(report, name)) if allowed.augmented else set()
    for cls in report.cls.family:
        for store in report.context.stores(cls, name):
            if store.augmented and allowed.augmented or store.statement in loose:
                continue
            if store.statement is None or store.augmented or (cls.source, store.statement.lineno) not in lines:
                return False
    return True


def loose_setters(report: Report, name: str) -> dict[ast.stmt, str]:
    """The statements that set names which nobody knows, in methods that construction doesn't run, and these methods."""
    found: dict[ast.stmt, str] = {}
    for cls in report.cls.family:
        by_text = [s.statement for s in report.context.stores(cls, name) if isinstance(s.statement, ast.Expr)]
        for method in cls.methods.values() if by_text else ():
            inside = set(ast.walk(method.node))
            for statement in by_text if method not in report.state.ran else ():
                if statement in inside and not any(isinstance(n, ast.Constant) and n.value == name
                                                   for n in ast.walk(statement)):
                    found[statement] = method.name
    return found


def named_otherwise(report: Report, name: str) -> set[int]:
    """The lines of the constructor that set names by their text, of which each is known and another one."""
    context, state = report.context, report.state
    names: dict[int, set[str]] = {}
    for write in state.written:
        if write.site.file is report.cls.source:
            names.setdefault(write.site.position()[0], set()).add(write.name)
    vague = {held.site.position()[0] for _, held in state.patterns if held.site is not None}
    stores = [s.statement for s in context.stores(report.cls, name) if isinstance(s.statement, ast.Expr)]
    functions = {s: context.function_of(s) for s in stores}
    return {s.lineno for s in stores if name not in names.get(s.lineno, {name}) and s.lineno not in vague
            and getattr(functions[s], "name", "") == "__init__"}


def registered_elsewhere(report: Report, name: str) -> bool:
    """Whether some code registers the name: a plain attribute elsewhere is then one of two ways to have it."""
    return any(write.operation is not Operation.ASSIGN or isinstance(option.value, (Buffer, values.Parameter))
               for write in writes_of(report, name) for option in values.options(write.value))


def may_match(key: Value, name: str) -> bool:
    """Whether a name with unknown parts may be the name."""
    if not isinstance(key, values.Pattern):
        return True
    return name.startswith(key.text.partition("{")[0]) and name.endswith(key.text.rpartition("}")[2])


def written_from_outside(report: Report, name: str) -> bool:
    """Whether code of the file sets the name on something else than `self`."""
    return not report.context.written_elsewhere.isdisjoint((name, report.written(name)))


def changed_by(node: ast.AST) -> list[ast.expr]:
    """The expressions whose tensors a node changes in place."""
    if isinstance(node, ast.AugAssign):
        return [node.target]
    if isinstance(node, ast.Subscript):
        return [] if isinstance(node.ctx, ast.Load) else [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return [node.func.value] if node.func.attr.endswith("_") else []
    return [node.value] if isinstance(node, ast.keyword) and node.arg == "out" else []


def attributes(node: ast.AST) -> set[str]:
    """The attributes that a node mentions."""
    return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def key_of(node: ast.AST) -> tuple[bool, str]:
    """What a node reads or sets: whether that is an attribute, and its name."""
    return (True, node.attr) if isinstance(node, ast.Attribute) else (False, getattr(node, "id", ""))


def forbid_taken(report: Report, name: str) -> None:
    """Raise NoFix where something may have a name."""
    mentioned = any(name in m.outline.mentioned for cls in report.cls.family for m in cls.methods.values())
    if mentioned or report.state.names.get(name) or report.state.ground(name)[0] is not Ground.NOTHING:
        raise NoFix(f"'{name}' is taken")
